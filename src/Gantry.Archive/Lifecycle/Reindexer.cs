using Gantry.Archive.Index;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Lifecycle;

/// <summary>
/// Makes the index again from the segments alone, at the disk's speed. Run it while no <see cref="LocalArchive"/> has the folder open. It changes no segment;
/// what it finds damaged it tells and leaves out. Interrupted, it is run again from the start.
/// </summary>
public sealed class Reindexer(ISegmentStorage storage, IArchiveIndex index)
{
    /// <exception cref="ObjectStoreException">The segments cannot be listed.</exception>
    /// <exception cref="IndexException">The index cannot be written.</exception>
    public ScanResult Run(IProgress<ScanProgress>? progress, CancellationToken cancellationToken)
    {
        new DeletionJournal(storage, index, reached: null).FinishAll();
        List<(string Key, long Number)> segments = [];
        foreach (string key in storage.List())
        {
            if (SegmentKey.TryParse(key, out long number, out bool isPart) && !isPart)
            {
                segments.Add((key, number));
            }
        }

        index.Clear();
        ScanLedger ledger = new(segments.Count, progress);
        SegmentReplay replay = new(storage, index, buriesTwins: false);
        foreach ((string key, long number) in segments)
        {
            RunSegment(key, number, replay, ledger, cancellationToken);
            ledger.Segment();
        }

        return ledger.Result;
    }

    private void RunSegment(string key, long number, SegmentReplay replay, ScanLedger ledger, CancellationToken cancellationToken)
    {
        using ISegmentFile file = storage.Open(key);
        long end = 0;
        foreach (SegmentRecord record in SegmentWalk.Records(file, number))
        {
            cancellationToken.ThrowIfCancellationRequested();
            StoredScanResult result = replay.Replay(key, file, record);
            if (result != StoredScanResult.Whole)
            {
                ledger.Find(new ArchiveFinding(
                    result == StoredScanResult.Damaged ? ArchiveFindingKind.ChecksumMismatch : ArchiveFindingKind.Unreadable, key, record.DataOffset, record.Name));
            }

            ledger.Object(record.Length);
            end = record.End;
        }

        // A segment without its directory keeps no mark beyond its last whole record: recovery looks at its tail and finishes it.
        replay.Mark(new SegmentMark(key, end, SegmentWalk.HasDirectory(file, end)));
    }
}
