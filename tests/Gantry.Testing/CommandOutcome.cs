namespace Gantry.Testing;

/// <summary>What a command said and how it ended.</summary>
public sealed record CommandOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>The last line of the output that is not empty.</summary>
    public string LastLine => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
}
