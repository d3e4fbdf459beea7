using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Ingest;

/// <summary>The open segment. Only the committer's thread uses it.</summary>
internal sealed class SegmentAppender(ISegmentStorage storage, SegmentNumbers numbers, SegmentOptions options, ILogger logger, Action<string>? reached) : IDisposable
{
    private const long MarkEvery = 8 << 20;

    /// <summary>So many records are remembered, a few MiB; a segment of more is read again to be sealed.</summary>
    private const int MaxKnownRecords = 16_384;

    private readonly List<SegmentMark> sealedMarks = [];
    private readonly List<ReadOnlyMemory<byte>> pieces = [];
    private ISegmentFile? file;
    private long number;
    private long markedTo;
    private long readyTo;
    private bool isMarking;

    // What the directory will name, so that sealing need not read the segment; null when that is not known for sure.
    private List<SegmentRecord>? known;
    private int accepted;

    /// <summary>The open segment's key; empty when none is open.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Bytes of the open segment's file that hold nothing yet. Any thread may ask; a moment's value.</summary>
    public long ReadyBytes => Math.Max(0, Volatile.Read(ref readyTo) - End);

    /// <summary>Where the next record goes: everything before is indexed.</summary>
    public long End { get; private set; }

    /// <summary>Goes on with a segment that recovery found unfinished, whole up to <paramref name="end"/>.</summary>
    public void Resume(string key, long segment, long end)
    {
        file = storage.Open(key);
        (Key, number, End, markedTo, known) = (key, segment, end, end, null);
        Volatile.Write(ref readyTo, file.Length);
    }

    /// <summary>Gives every instance of the batch its place, and begins to write them, until <see cref="Sync"/>. <see cref="End"/> moves only by <see cref="Accept"/>.</summary>
    public long BeginAppend(List<PendingInstance> batch)
    {
        pieces.Clear();
        long end = End;
        foreach (PendingInstance instance in batch)
        {
            if (instance.Bytes is { } bytes)
            {
                if (file is null)
                {
                    OpenNext();
                    end = End;
                }

                SegmentRecord record = instance.RecordAt(number, end);
                SegmentRecordHeader.Write(record, bytes.Header);
                instance.Record = record;
                Know(record);
                instance.Entry = instance.Entry with { Place = new ObjectPlace(storage.Name, Key, record.DataOffset, record.Length) };
                bytes.AddPiecesTo(pieces);
                end = record.End;
            }
        }

        if (pieces.Count > 0)
        {
            reached?.Invoke("commit.before-write");
            file!.BeginWrite(End, pieces);
            reached?.Invoke("commit.written");
        }

        return end;
    }

    /// <summary>What was begun is durable when it returns.</summary>
    public void Sync()
    {
        if (pieces.Count > 0)
        {
            file!.Sync();
            pieces.Clear();
        }
    }

    /// <summary>
    /// The marks to commit with rows up to <paramref name="end"/>, segments sealed since the last time included. The open segment is marked in steps: a start after a crash reads the
    /// step's records again, which costs less than a page of the index in every commit.
    /// </summary>
    public List<SegmentMark> Marks(long end, bool isLast = false)
    {
        List<SegmentMark> marks = [.. sealedMarks];
        isMarking = file is not null && (isLast || end - markedTo >= MarkEvery);
        if (isMarking)
        {
            marks.Add(new SegmentMark(Key, end, IsSealed: false));
        }

        return marks;
    }

    /// <summary>Rows and marks up to <paramref name="end"/> are committed: nothing before it is ever rolled back.</summary>
    public void Accept(long end)
    {
        sealedMarks.Clear();
        End = end;
        markedTo = isMarking ? end : markedTo;
        accepted = known?.Count ?? 0;
    }

    public void SealIfFull()
    {
        if (End >= options.SegmentBytes)
        {
            SealOpen();
        }
    }

    /// <summary>Nothing of the batch was committed: its bytes go, so that no rebuild ever finds them.</summary>
    public void RollBack(Exception cause)
    {
        if (file is null)
        {
            return;
        }

        known?.RemoveRange(accepted, known.Count - accepted);
        try
        {
            file.Truncate(End);
            if (cause is not ObjectStoreException || cause is ObjectStoreException { IsFull: true })
            {
                return;
            }
        }
        catch (ObjectStoreException e)
        {
            cause = e;
        }

        // After a failed sync the kernel may have dropped what it could not write: nothing more is trusted to this file.
        logger.SegmentAbandoned(Key, cause);
        Close(file);
    }

    /// <summary>Makes a record of the open segment a tombstone, for an instance that the index did not take.</summary>
    public void Bury(SegmentRecord record)
    {
        if (file is not null && record.Segment == number)
        {
            SegmentWalk.Bury(file, record);
            known?.Remove(record);
            accepted = known?.Count ?? 0;
        }
    }

    /// <summary>Records of the open segment may have been changed by another hand.</summary>
    public void ForgetRecords() => known = null;

    public void SealOpen()
    {
        if (file is null)
        {
            return;
        }

        if (known is null)
        {
            SegmentWalk.Seal(file, number, reached);
        }
        else
        {
            SegmentWalk.Seal(file, known, End, reached);
        }

        sealedMarks.Add(new SegmentMark(Key, End, IsSealed: true));
        Close(file);
    }

    public void Dispose() => file?.Dispose();

    private void Close(ISegmentFile open)
    {
        open.Dispose();
        (file, Key, End) = (null, "", 0);
        Volatile.Write(ref readyTo, 0);
    }

    private void OpenNext()
    {
        number = numbers.Next();
        string key = SegmentKey.Of(number);
        file = storage.CreateForFilling(key, options.SegmentBytes);
        (Key, End, markedTo) = (key, 0, 0);
        (known, accepted) = ([], 0);
        Volatile.Write(ref readyTo, file.Length);
    }

    private void Know(SegmentRecord record)
    {
        if (known?.Count >= MaxKnownRecords)
        {
            known = null;
        }

        known?.Add(record);
    }
}
