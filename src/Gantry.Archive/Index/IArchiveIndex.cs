using Gantry.Archive.Corrections;
using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Archive.Index;

/// <summary>What the index did with one entry of a batch. One bad row fails alone.</summary>
public enum CommitStatus
{
    Added,

    /// <summary>The SOP Instance UID was there already, with the same data set.</summary>
    Duplicate,

    /// <summary>The SOP Instance UID was there already, with another data set, or in another series or study: the place is noted as a conflict, with a change-feed row, and its bytes stay.</summary>
    Conflict,

    /// <summary>The index refused the row; see the detail.</summary>
    Failed,

    /// <summary>It has taken the place of an earlier generation, whose bytes are superseded now.</summary>
    Replaced,

    /// <summary>A later generation is there, or the place that it was to replace is not the instance's any more. The bytes of an earlier generation are noted as superseded.</summary>
    Outdated,
}

public readonly record struct CommitResult(CommitStatus Status, string? Detail = null);

/// <summary>How far a segment is known to be indexed; rows and marks change in one transaction, so a mark is never ahead of its rows.</summary>
public readonly record struct SegmentMark(string Segment, long IndexedTo, bool IsSealed);

/// <summary>What the index knows of a stored instance: enough to read it and its frames without opening it.</summary>
public sealed record StoredInstance
{
    public required InstanceIdentity Identity { get; init; }
    public required string TransferSyntaxUid { get; init; }
    public required ObjectPlace Place { get; init; }
    public required uint Crc32 { get; init; }
    public required uint DatasetCrc32 { get; init; }
    public required long DatasetLength { get; init; }
    public FrameTable? Frames { get; init; }
    public int? InstanceNumber { get; init; }

    /// <summary>Sequence number of the change that last touched it, a correction among them: the ETag's source.</summary>
    public required long ChangeNumber { get; init; }

    /// <summary>How often the archive has written it again; 0 for the bytes that were received.</summary>
    public byte Generation { get; init; }

    /// <summary>Sequence number of the change that brought it, which never changes.</summary>
    public long ArrivalNumber { get; init; }

    /// <summary>What is to be corrected on its way out, in order; null for an instance that leaves as it is stored.</summary>
    public IReadOnlyList<Correction>? Corrections { get; init; }

    /// <summary>Sequence number of the change that last corrected its study or undid a correction; 0 where none has.</summary>
    public long CorrectionNumber { get; init; }
}

/// <summary>The write side of the index, called by the one committer and by maintenance. Never throws for a bad row.</summary>
public interface IArchiveIndex
{
    /// <summary>Writes rows, change-feed rows and segment marks in one transaction; results in the order of the batch. Throws <see cref="IndexException"/> when nothing was committed.</summary>
    /// <param name="untilStored">Called when all rows are written, before they are committed, perhaps more than once: returns when the bytes that they name are durable. What it throws undoes the rows.</param>
    IReadOnlyList<CommitResult> Commit(IReadOnlyList<InstanceEntry> batch, IReadOnlyList<SegmentMark> marks, Action? untilStored = null);

    /// <summary>Is this SOP Instance UID known? Includes what other threads have committed.</summary>
    StoredInstance? Find(InstanceUid instance);

    /// <summary>The same for a batch, in its order, asked by the committer before bytes are appended, so that a duplicate costs no room. Sees all that was committed before.</summary>
    IReadOnlyList<StoredInstance?> FindAll(IReadOnlyList<InstanceUid> instances);

    /// <summary>Where the bytes are that are kept aside under an instance, series or study (<see cref="CommitStatus.Conflict"/>).</summary>
    IReadOnlyList<ObjectPlace> FindKeptAside(StudyUid study, SeriesUid? series, InstanceUid? instance);

    /// <summary>Removes an instance, series or study from the index, and what is kept aside under it, with change-feed rows; returns what was removed, so that its bytes can be punched out.
    /// Unlike <see cref="Commit"/> it is durable when it returns (on SQLite: that transaction with synchronous FULL): no power cut brings back rows whose bytes are gone.</summary>
    IReadOnlyList<StoredInstance> Delete(StudyUid study, SeriesUid? series, InstanceUid? instance, string by);

    IReadOnlyList<SegmentMark> ReadMarks();

    /// <summary>What later generations have superseded.</summary>
    ISupersededIndex Superseded { get; }

    /// <summary>What of corrections the rows show.</summary>
    ICorrectedIndex Corrected { get; }

    /// <summary>Every stored instance, in the order of segment and offset, for verification.</summary>
    IEnumerable<StoredInstance> ReadAllByPlace();

    /// <summary>Forgets everything that can be derived from the segments, before a rebuild.</summary>
    void Clear();
}
