using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>The record of one instance as it grows: room for the segment's header first, then the PS3.10 bytes, over chunks of a pool.</summary>
internal sealed class ChunkBuffer(ChunkPool pool)
{
    private readonly List<Memory<byte>> chunks = [];
    private int usedInLast;
    private bool hasHeader;

    /// <summary>Bytes so far, the header's room included.</summary>
    public long Length => chunks.Count == 0 ? 0 : ((long)(chunks.Count - 1) * ChunkPool.ChunkBytes) + usedInLast;

    /// <summary>Memory that is held.</summary>
    public long Capacity => (long)chunks.Count * ChunkPool.ChunkBytes;

    public bool IsFull => chunks.Count == 0 || usedInLast == ChunkPool.ChunkBytes;

    /// <summary>What of the last chunk is not used yet.</summary>
    public Span<byte> Free => chunks.Count == 0 ? default : chunks[^1].Span[usedInLast..];

    /// <summary>The first chunk's bytes behind the room for the header.</summary>
    public ReadOnlySpan<byte> Head => chunks.Count == 0
        ? default
        : chunks[0].Span.Slice(SegmentRecord.HeaderBytes, (chunks.Count == 1 ? usedInLast : ChunkPool.ChunkBytes) - SegmentRecord.HeaderBytes);

    public Span<byte> Header => chunks[0].Span[..SegmentRecord.HeaderBytes];

    public void AddChunk()
    {
        chunks.Add(pool.Rent());
        usedInLast = hasHeader ? 0 : SegmentRecord.HeaderBytes;
        hasHeader = true;
    }

    public void Advance(int bytes) => usedInLast += bytes;

    /// <summary>Adds bytes, taking chunks as needed.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (IsFull)
            {
                AddChunk();
            }

            int take = Math.Min(bytes.Length, Free.Length);
            bytes[..take].CopyTo(Free);
            usedInLast += take;
            bytes = bytes[take..];
        }
    }

    /// <summary>Zeros up to the record alignment; a chunk's size is a multiple of it, so the last chunk has the room.</summary>
    public void Pad()
    {
        int padded = (int)SegmentRecord.Align(usedInLast);
        chunks[^1].Span[usedInLast..padded].Clear();
        usedInLast = padded;
    }

    /// <summary>Adds the memory of a range to a list, in order, each chunk one piece.</summary>
    public void AddPiecesTo(List<ReadOnlyMemory<byte>> pieces, long from = 0, long to = long.MaxValue)
    {
        to = Math.Min(to, Length);
        for (long at = from; at < to;)
        {
            int within = (int)(at % ChunkPool.ChunkBytes);
            int take = (int)Math.Min(ChunkPool.ChunkBytes - within, to - at);
            pieces.Add(chunks[(int)(at / ChunkPool.ChunkBytes)].Slice(within, take));
            at += take;
        }
    }

    /// <summary>Moves all chunks that are full to another owner, and goes on with what is left.</summary>
    public List<Memory<byte>> TakeFullChunks()
    {
        int full = IsFull ? chunks.Count : chunks.Count - 1;
        List<Memory<byte>> taken = chunks.GetRange(0, full);
        chunks.RemoveRange(0, full);
        if (chunks.Count == 0)
        {
            usedInLast = 0;
        }

        return taken;
    }

    public void Clear()
    {
        foreach (Memory<byte> chunk in chunks)
        {
            pool.Return(chunk);
        }

        chunks.Clear();
        usedInLast = 0;
    }
}
