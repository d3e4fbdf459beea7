namespace Gantry.Archive.Jobs;

/// <summary>Work that is done for sure: it outlives restarts and is tried again until it is done or given up.</summary>
public sealed record Job
{
    public long Id { get; init; }

    /// <summary>Which handler does it.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about, for people: a peer's name, a study.</summary>
    public required string Subject { get; init; }

    /// <summary>JSON that its handler reads.</summary>
    public required string Arguments { get; init; }

    public JobState State { get; init; } = JobState.Queued;

    /// <summary>Tries begun since it was made, or since a person had it tried again.</summary>
    public int Attempts { get; init; }

    public JobCounts Counts { get; init; }

    /// <summary>Where the next try goes on; the handler's own.</summary>
    public string? Marker { get; init; }

    /// <summary>Not before this.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>Why the last try failed, in words for a person; null after one that did not.</summary>
    public string? Error { get; init; }

    /// <summary>Who asked for it: an account, an AE title, a rule.</summary>
    public string? By { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}
