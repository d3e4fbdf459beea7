using System.Buffers;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>The bytes of one instance so far: in memory while it is small, in a file of its own from then on. Counts the object's length, header's room apart.</summary>
internal sealed class ReceivedBytes(InstanceReception shared)
{
    private const long WriteBehindBytes = 1 << 20;
    private long budgeted;

    /// <summary>In memory: all bytes; spilled: those not yet handed to the file.</summary>
    public ChunkBuffer Buffer { get; private set; } = new(shared.Pool);

    public SpillFile? Spill { get; private set; }

    /// <summary>Bytes received behind the header's room.</summary>
    public long Length { get; set; }

    public bool HasRoom => !Buffer.IsFull;

    /// <summary>It has grown so far that it should go to disk, or memory is short.</summary>
    public bool ShouldSpill => Spill is null
        && (Buffer.Capacity >= shared.Options.SpillBytes || (Buffer.Capacity >= WriteBehindBytes && shared.Budget.IsUnderPressure));

    public void StartSpill() => Spill = new SpillFile(shared.Storage, shared.MinFreeBytes, shared.Numbers, shared.Pool, shared.Budget);

    /// <summary>Makes room for more bytes; false when memory stayed short.</summary>
    public async ValueTask<bool> GrowAsync(CancellationToken cancellationToken)
    {
        if (Spill is not null && Buffer.Capacity >= WriteBehindBytes)
        {
            List<Memory<byte>> full = Buffer.TakeFullChunks();
            long bytes = Math.Min(budgeted, (long)full.Count * ChunkPool.ChunkBytes);
            budgeted -= bytes;
            await Spill.WriteAsync(full, bytes).ConfigureAwait(false);
        }

        if (!await shared.Budget.TakeAsync(ChunkPool.ChunkBytes, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        budgeted += ChunkPool.ChunkBytes;
        Buffer.AddChunk();
        return true;
    }

    /// <summary>Copies what fits; returns the part of the last chunk that it went to.</summary>
    public ReadOnlySpan<byte> Copy(ref ReadOnlySpan<byte> bytes)
    {
        Span<byte> free = Buffer.Free;
        int take = Math.Min(bytes.Length, free.Length);
        bytes[..take].CopyTo(free);
        Buffer.Advance(take);
        Length += take;
        bytes = bytes[take..];
        return free[..take];
    }

    /// <summary>Puts other bytes in the place of the first <paramref name="skip"/>; only while all is in memory.</summary>
    public void ReplaceHead(int skip, ReadOnlySpan<byte> head)
    {
        ChunkBuffer old = Buffer;
        Buffer = new ChunkBuffer(shared.Pool);
        Buffer.Append(head);
        List<ReadOnlyMemory<byte>> pieces = [];
        old.AddPiecesTo(pieces, SegmentRecord.HeaderBytes + skip);
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            Buffer.Append(piece.Span);
        }

        old.Clear();
        Length += head.Length - skip;
    }

    /// <summary>Writes the object (without the header's room) elsewhere; all of it must be in memory or, spilled, written.</summary>
    public async ValueTask CopyToAsync(Stream output, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        try
        {
            for (long at = 0; at < Length;)
            {
                int read = Read(at, buffer.AsSpan(0, (int)Math.Min(buffer.Length, Length - at)));
                if (read == 0)
                {
                    break;
                }

                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                at += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads from an offset within the object.</summary>
    public int Read(long offset, Span<byte> into)
    {
        if (Spill is not null)
        {
            return Spill.Read(SegmentRecord.HeaderBytes + offset, into);
        }

        List<ReadOnlyMemory<byte>> pieces = [];
        Buffer.AddPiecesTo(pieces, SegmentRecord.HeaderBytes + offset, SegmentRecord.HeaderBytes + offset + into.Length);
        int total = 0;
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            piece.Span.CopyTo(into[total..]);
            total += piece.Length;
        }

        return total;
    }

    /// <summary>Gives memory back, and the file too unless it has become a segment of the archive.</summary>
    public async ValueTask ReleaseAsync(bool keepSpill)
    {
        Buffer.Clear();
        shared.Budget.Give(budgeted);
        budgeted = 0;
        if (Spill is not null)
        {
            if (keepSpill)
            {
                Spill.Dispose();
            }
            else
            {
                await Spill.DiscardAsync().ConfigureAwait(false);
            }

            Spill = null;
        }
    }
}
