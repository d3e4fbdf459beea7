namespace Gantry.Archive.Objects;

/// <summary>The environment of an object store failed: disk, network, permissions, or bytes that are gone.</summary>
public sealed class ObjectStoreException(string message, bool isTransient, Exception? inner = null) : IOException(message, inner)
{
    public bool IsTransient { get; } = isTransient;

    /// <summary>No room is left for new bytes; reads go on.</summary>
    public bool IsFull { get; init; }
}
