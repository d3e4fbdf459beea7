using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Lifecycle;

/// <summary>
/// Makes segments and index agree at start. Every record past a segment's mark that is whole gets its row; what is not whole was never acknowledged and is cut off;
/// interrupted deletions are finished; full segments get their directory.
/// </summary>
internal sealed class Recovery(ISegmentStorage storage, IArchiveIndex index, SegmentOptions options, SegmentNumbers numbers, ILogger logger, Action<string>? reached)
{
    private readonly SegmentReplay replay = new(storage, index, buriesTwins: true);
    private int segmentsRead;
    private int partsRemoved;
    private long torn;
    private SegmentMark? open;

    public RecoveryResult Run()
    {
        int deletions = new DeletionJournal(storage, index, reached).FinishAll();
        Dictionary<string, SegmentMark> marks = index.ReadMarks().ToDictionary(m => m.Segment, StringComparer.Ordinal);
        foreach (string key in marks.Keys)
        {
            SkipNumber(key);
        }

        IReadOnlyList<string> keys = storage.List();
        foreach (string key in keys)
        {
            SkipNumber(key);
        }

        foreach (string key in keys)
        {
            if (SegmentKey.TryParse(key, out long number, out bool isPart) && isPart)
            {
                storage.Delete(key);
                partsRemoved++;
            }
            else if (marks.GetValueOrDefault(key) is not { IsSealed: true })
            {
                Recover(key, number, marks.TryGetValue(key, out SegmentMark mark) ? mark.IndexedTo : 0, isLast: key == keys[^1]);
            }
        }

        replay.Flush();
        RecoveryResult result = new(segmentsRead, replay.Added, torn, partsRemoved, deletions, open);
        logger.Recovered(result.SegmentsRead, result.Replayed, result.TornBytes, result.PartsRemoved, result.DeletionsFinished);
        return result;
    }

    private void Recover(string key, long number, long from, bool isLast)
    {
        segmentsRead++;
        using ISegmentFile file = storage.Open(key);
        if (from > file.Length)
        {
            // Its last record was deleted, and the tombstones with it.
            from = 0;
        }

        long end = from;
        List<SegmentRecord> damaged = [];
        foreach (SegmentRecord record in SegmentWalk.Records(file, number, from))
        {
            StoredScanResult result = replay.Replay(key, file, record);
            if (result == StoredScanResult.Damaged)
            {
                damaged.Add(record);
                continue;
            }

            end = record.End;
            if (result == StoredScanResult.Unreadable)
            {
                logger.SegmentUnreadable(key, $"The object at {record.Offset} is whole, but no row can be made of it.");
            }
        }

        foreach (SegmentRecord record in damaged.Where(d => d.Offset < end))
        {
            SegmentWalk.Bury(file, record);
        }

        replay.Flush();
        reached?.Invoke("recovery.replayed");
        bool isSealed = SegmentWalk.HasDirectory(file, end) || !isLast || end >= options.SegmentBytes;
        if (!isSealed)
        {
            if (file.Length > end)
            {
                torn += file.Length - end;
                file.Truncate(end);
                file.Sync();
            }

            open = new SegmentMark(key, end, IsSealed: false);
        }
        else
        {
            // A torn tail goes before the directory is written: a whole header without its bytes must not get an entry.
            if (!SegmentWalk.HasDirectory(file, end))
            {
                torn += Math.Max(0, file.Length - end);
                file.Truncate(end);
            }

            SegmentWalk.Seal(file, number, reached);
        }

        replay.Mark(new SegmentMark(key, end, isSealed));
        reached?.Invoke("recovery.marked");
    }

    private void SkipNumber(string key)
    {
        if (SegmentKey.TryParse(key, out long number, out _))
        {
            numbers.Skip(number);
        }
    }
}
