namespace Gantry.Archive.Jobs;

/// <summary>How a try ended.</summary>
public abstract record JobOutcome
{
    private JobOutcome() { }

    public sealed record Done : JobOutcome;

    /// <summary>It may go better later.</summary>
    public sealed record Retry(string Reason) : JobOutcome;

    /// <summary>Trying again will not help.</summary>
    public sealed record Failed(string Reason) : JobOutcome;
}
