using Gantry.Archive.Objects;
using Gantry.Network.Dimse;

namespace Gantry.Server.Dimse.Sending;

/// <summary>
/// A data set to send, read forward once: bytes in memory, a range of a stored object, bytes in memory. Read as a stream the range goes from the store straight into the reader's buffer;
/// in pieces it is read into memory that is lent for it.
/// </summary>
internal sealed class DatasetStream : Stream, IDatasetPieces
{
    private readonly IObjectReader objects;
    private readonly ReadOnlyMemory<byte> before;
    private readonly ObjectPlace place;
    private readonly ByteRange range;
    private readonly ReadOnlyMemory<byte> behind;
    private readonly PiecePool pool;
    private long position;
    private byte[]? piece;
    private int ready;
    private bool isBorrowed;

    public DatasetStream(IObjectReader objects, PiecePool pool, ObjectPlace place, ByteRange range, ReadOnlyMemory<byte> before = default, ReadOnlyMemory<byte> behind = default)
    {
        (this.objects, this.pool) = (objects, pool);
        (this.place, this.range, this.before, this.behind) = (place, range, before, behind);
        Length = before.Length + range.Length + behind.Length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get => position; set => throw new NotSupportedException(); }

    /// <summary>Reads the first piece now; from here on it is read in pieces alone.</summary>
    /// <exception cref="ObjectStoreException">The bytes cannot be read.</exception>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        piece ??= pool.Rent(Length - position);
        for (ready = 0; ready < piece.Length && position < Length;)
        {
            ready += await ReadAsync(piece.AsMemory(ready), cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        isBorrowed = false;
        if (ready == 0 && position < Length)
        {
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        (int length, ready) = (ready, 0);
        isBorrowed = length > 0;
        return piece.AsMemory(0, length);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        long inRange = position - before.Length;
        long inBehind = inRange - range.Length;
        int count = 0;
        if (inRange < 0)
        {
            count = Copy(before[(int)position..], buffer);
        }
        else if (inBehind < 0)
        {
            count = (int)Math.Min(buffer.Length, -inBehind);
            await objects.ReadAsync(place, range.Offset + inRange, buffer[..count], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            count = Copy(behind[(int)inBehind..], buffer);
        }

        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (piece is { } lent)
        {
            piece = null;
            pool.Return(lent, isBorrowed);
        }

        base.Dispose(disposing);
    }

    private static int Copy(ReadOnlyMemory<byte> from, Memory<byte> to)
    {
        int count = Math.Min(from.Length, to.Length);
        from[..count].CopyTo(to);
        return count;
    }
}
