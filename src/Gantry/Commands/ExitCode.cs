namespace Gantry.Commands;

/// <summary>What every command's exit code means.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>It ran, and the answer is no: a refused instance, a damaged object, an unknown user.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a setting is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The environment failed: a port is taken, a disk is full, a peer does not answer.</summary>
    public const int Unavailable = 3;

    /// <summary>Stopped by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
