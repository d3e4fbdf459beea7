using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Lifecycle;

/// <summary>Makes index rows again from segments' records, for recovery and for a rebuild. Of twins that an error left behind the second becomes a tombstone, where that is asked for.</summary>
internal sealed class SegmentReplay(ISegmentStorage storage, IArchiveIndex index, bool buriesTwins)
{
    private const int BatchInstances = 500;
    private readonly List<(InstanceEntry Entry, SegmentRecord Record)> batch = [];

    public int Added { get; private set; }

    /// <summary>Records that the index had already or did not take.</summary>
    public int Rejected { get; private set; }

    /// <summary>Reads a record; its row is made by the next flush, unless it needs none or cannot have one.</summary>
    public StoredScanResult Replay(string key, ISegmentFile file, SegmentRecord record)
    {
        if (record.State == RecordState.Deleted)
        {
            return StoredScanResult.Whole;
        }

        StoredScanResult result = StoredScan.Scan(storage.Name, key, file, record, out InstanceEntry? entry);
        if (result == StoredScanResult.Whole)
        {
            batch.Add((entry!, record));
            if (batch.Count >= BatchInstances)
            {
                Flush();
            }
        }

        return result;
    }

    /// <summary>Commits the rows so far, without a mark: the mark follows once the segment is through.</summary>
    public void Flush()
    {
        if (batch.Count == 0)
        {
            return;
        }

        IReadOnlyList<CommitResult> results = index.Commit([.. batch.Select(b => b.Entry)], []);
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i].Status is CommitStatus.Added or CommitStatus.Replaced)
            {
                Added++;
            }
            else if (results[i].Status != CommitStatus.Outdated && index.Find(batch[i].Entry.Identity.Instance)?.Place != batch[i].Entry.Place)
            {
                Rejected++;
                if (buriesTwins && results[i].Status == CommitStatus.Duplicate)
                {
                    using ISegmentFile file = storage.Open(batch[i].Entry.Place.Key);
                    SegmentWalk.Bury(file, batch[i].Record);
                }
            }
        }

        batch.Clear();
    }

    /// <summary>Commits how far a segment is indexed, after its rows.</summary>
    public void Mark(SegmentMark mark)
    {
        Flush();
        index.Commit([], [mark]);
    }
}
