using Gantry.Dicom;

namespace Gantry.Archive.Changes;

public enum ChangeKind { Stored = 1, Deleted = 2, Conflict = 3, Quarantined = 4, Recoded = 5, Corrected = 6 }

/// <summary>
/// One committed change. <see cref="ChangeKind.Recoded"/>: the archive holds the instance in another transfer syntax now, with the same pixels. <see cref="ChangeKind.Corrected"/>: what is found of a study, and leaves the archive of it, differs from before; its
/// bytes do not.
/// Numbers rise without twins; a gap is possible after a rebuild.
/// </summary>
public sealed record Change(long Number, ChangeKind Kind, DateTimeOffset At, StudyUid Study, SeriesUid? Series, InstanceUid? Instance)
{
    /// <summary>For <see cref="ChangeKind.Stored"/>: the calling AE title of who sent it, where it came by DIMSE.</summary>
    public string? SourceAe { get; init; }
}

/// <summary>The append-only feed of committed changes, read by cursors.</summary>
public interface IChangeFeed
{
    ValueTask<IReadOnlyList<Change>> ReadAsync(long after, int limit, CancellationToken cancellationToken);

    long Latest { get; }

    /// <summary>Completes when a change after <paramref name="after"/> may be there; a wake-up call, never the truth.</summary>
    ValueTask WaitAsync(long after, CancellationToken cancellationToken);
}
