namespace Gantry.Archive.Corrections;

/// <summary>
/// One entry of the history of corrections, which only grows. Stored bytes stay as they were received: what is corrected is what searches find and what leaves the archive. Corrections
/// take effect in the order of their numbers; one that is undone takes none.
/// </summary>
public sealed record Correction
{
    /// <summary>Its place in the history, from 1; 0 before it is kept.</summary>
    public long Number { get; init; }

    /// <summary>Null where it undoes another.</summary>
    public CorrectionTarget? Target { get; init; }

    public IReadOnlyList<AttributeChange> Changes { get; init; } = [];

    public CorrectionReason Reason { get; init; } = CorrectionReason.Correct;

    public required DateTimeOffset At { get; init; }

    /// <summary>The account.</summary>
    public required string By { get; init; }

    /// <summary>Why, in a person's words; stays in the archive.</summary>
    public required string Why { get; init; }

    /// <summary>The number of the correction that this one undoes.</summary>
    public long? Undoes { get; init; }
}
