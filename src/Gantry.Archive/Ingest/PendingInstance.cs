using Gantry.Archive.Index;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>An instance that is whole and checked and waits for its commit. The committer fills in its place.</summary>
internal sealed class PendingInstance(InstanceEntry entry, ChunkBuffer? bytes)
{
    private readonly TaskCompletionSource<CommitAnswer> answer = new();

    /// <summary>All but the place, which is final only for an instance that has its own segment already.</summary>
    public InstanceEntry Entry { get; set; } = entry;

    /// <summary>The record's bytes, padded; null for an instance whose segment is sealed and synced already.</summary>
    public ChunkBuffer? Bytes { get; } = bytes;

    /// <summary>Nobody has asked yet whether its UID is held: the committer asks, and commits nothing where it is.</summary>
    public bool IsUnasked { get; init; }

    /// <summary>The record within the open segment, once it has a place there.</summary>
    public SegmentRecord? Record { get; set; }

    public Task<CommitAnswer> Answer => answer.Task;

    /// <summary>What waits for the answer goes on within this call.</summary>
    public void Complete(CommitAnswer result) => answer.TrySetResult(result);

    public SegmentRecord RecordAt(long segment, long offset) => RecordOf(Entry, segment, offset);

    public static SegmentRecord RecordOf(InstanceEntry entry, long segment, long offset) => new()
    {
        Segment = segment,
        Offset = offset,
        State = entry.KeptAside ? RecordState.KeptAside : RecordState.Live,
        Name = entry.KeptAside
            ? $"conflicts/{entry.Identity.Instance}-{segment}-{offset}.dcm"
            : $"{entry.Identity.Study}/{entry.Identity.Series}/{entry.Identity.Instance}.dcm",
        Length = entry.Place.Length,
        Crc32 = entry.Crc32,
        DatasetCrc32 = entry.DatasetCrc32,
        DatasetLength = entry.DatasetLength,
        ReceivedAt = entry.ReceivedAt,
        Source = entry.Source,
        Generation = entry.Generation,
        Origin = entry.Origin,
        ReceivedIn = entry.ReceivedIn,
    };
}
