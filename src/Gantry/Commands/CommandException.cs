namespace Gantry.Commands;

/// <summary>Ends a command with one line for a person and an exit code.</summary>
public sealed class CommandException(string message, int code) : Exception(message)
{
    public int Code { get; } = code;
}
