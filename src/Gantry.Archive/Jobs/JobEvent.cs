namespace Gantry.Archive.Jobs;

/// <summary>A line of a job's history.</summary>
public sealed record JobEvent(DateTimeOffset At, string Text);
