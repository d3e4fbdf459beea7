using Gantry.Archive.Index;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Lifecycle;

/// <summary>Checks every object against its checksum and the index, segment by segment in the order of the disk. Reads only; may run beside a working archive.</summary>
public sealed class Verifier(ISegmentStorage storage, IArchiveIndex index)
{
    /// <exception cref="IndexException">The index cannot be read.</exception>
    public ScanResult Run(IProgress<ScanProgress>? progress, CancellationToken cancellationToken)
    {
        Dictionary<string, SegmentMark> marks = index.ReadMarks().ToDictionary(m => m.Segment, StringComparer.Ordinal);
        ScanLedger ledger = new(marks.Count, progress);
        string current = "";
        Dictionary<long, StoredInstance> rows = [];
        foreach (StoredInstance row in index.ReadAllByPlace())
        {
            if (row.Place.Key != current)
            {
                VerifySegment(current, rows, marks, ledger, cancellationToken);
                current = row.Place.Key;
                rows.Clear();
            }

            rows[row.Place.Offset] = row;
        }

        VerifySegment(current, rows, marks, ledger, cancellationToken);
        rows.Clear();
        foreach (string key in marks.Keys)
        {
            // Segments of which the index has no row at all.
            VerifySegment(key, rows, marks, ledger, cancellationToken);
        }

        return ledger.Result;
    }

    private void VerifySegment(string key, Dictionary<long, StoredInstance> rows, Dictionary<string, SegmentMark> marks, ScanLedger ledger, CancellationToken cancellationToken)
    {
        if (!SegmentKey.TryParse(key, out long number, out _))
        {
            return;
        }

        long indexedTo = marks.Remove(key, out SegmentMark mark) ? mark.IndexedTo : 0;
        try
        {
            using ISegmentFile file = storage.Open(key);
            foreach (SegmentRecord record in SegmentWalk.Records(file, number))
            {
                cancellationToken.ThrowIfCancellationRequested();
                VerifyRecord(key, file, record, rows, record.End <= indexedTo, ledger);
            }
        }
        catch (ObjectStoreException)
        {
            ledger.Find(new ArchiveFinding(ArchiveFindingKind.SegmentMissing, key, 0, key));
        }

        foreach (StoredInstance row in rows.Values)
        {
            // It may have been deleted since its row was read.
            if (index.Find(row.Identity.Instance)?.Place == row.Place)
            {
                ledger.Find(new ArchiveFinding(ArchiveFindingKind.ObjectMissing, key, row.Place.Offset, row.Identity.Instance.Value));
            }
        }

        ledger.Segment();
    }

    private void VerifyRecord(string key, ISegmentFile file, SegmentRecord record, Dictionary<long, StoredInstance> rows, bool shouldBeIndexed, ScanLedger ledger)
    {
        if (record.State == RecordState.Deleted)
        {
            return;
        }

        bool hasRow = rows.TryGetValue(record.DataOffset, out StoredInstance? row) && row.Place.Length == record.Length && row.Crc32 == record.Crc32;
        if (hasRow)
        {
            rows.Remove(record.DataOffset);
        }

        if (!hasRow && (!shouldBeIndexed || index.Superseded.Contains(new ObjectPlace(storage.Name, key, record.DataOffset, record.Length))))
        {
            return;
        }

        if (!SegmentWalk.IsWhole(file, record))
        {
            ledger.Find(new ArchiveFinding(ArchiveFindingKind.ChecksumMismatch, key, record.DataOffset, record.Name));
        }
        else if (!hasRow && record.State == RecordState.Live)
        {
            ledger.Find(new ArchiveFinding(ArchiveFindingKind.NotIndexed, key, record.DataOffset, record.Name));
        }

        ledger.Object(record.Length);
    }
}
