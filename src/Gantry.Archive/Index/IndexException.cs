namespace Gantry.Archive.Index;

/// <summary>The index could not be read or written for a reason of the environment.</summary>
public sealed class IndexException(string message, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    public bool IsTransient { get; } = isTransient;
}
