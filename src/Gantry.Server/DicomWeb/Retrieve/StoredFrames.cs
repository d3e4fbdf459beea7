using System.Buffers;
using System.IO.Pipelines;
using Gantry.Archive.Objects;
using Gantry.Imaging;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>Frames read from the object store by the frame table, without opening the instance.</summary>
internal sealed class StoredFrames(IObjectReader objects, ObjectPlace place, FrameTable table) : FrameSource
{
    public override int Count => table.Count;

    public override long LengthOf(int frame)
    {
        if (!table.IsEncapsulated)
        {
            return (table.BitsPerFrame + 7) / 8;
        }

        long length = 0;
        foreach (ByteRange fragment in table.Fragments[frame - 1])
        {
            length += fragment.Length;
        }

        return length;
    }

    /// <summary>A place that cannot be read fails here, before anything is sent.</summary>
    public override async ValueTask<ImagingError?> PrepareAsync(int frame, CancellationToken cancellationToken)
    {
        await objects.ReadAsync(place, 0, new byte[1], cancellationToken).ConfigureAwait(false);
        return null;
    }

    public override async ValueTask WriteAsync(int frame, long offset, long length, PipeWriter output, CancellationToken cancellationToken)
    {
        if (table.IsEncapsulated)
        {
            foreach (ByteRange fragment in table.Fragments[frame - 1])
            {
                long skipped = Math.Min(offset, fragment.Length);
                long taken = Math.Min(length, fragment.Length - skipped);
                if (taken > 0)
                {
                    await objects.CopyToAsync(place, fragment.Offset + skipped, taken, output, cancellationToken).ConfigureAwait(false);
                }

                offset -= skipped;
                length -= taken;
            }

            return;
        }

        long firstBit = (frame - 1) * table.BitsPerFrame;
        if (table.BitsPerFrame % 8 == 0)
        {
            // The last frame may be cut short by a Pixel Data that is too short; what is not there is not sent as something else.
            await objects.CopyToAsync(place, table.PixelData.Offset + (firstBit / 8) + offset, length, output, cancellationToken).ConfigureAwait(false);
            return;
        }

        await WriteBitsAsync(firstBit, offset, length, output, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Frames of single bits that do not begin at a byte (PS3.5 8.1.1): shifted so that the frame's first bit is the lowest of its first byte.</summary>
    private async ValueTask WriteBitsAsync(long firstBit, long offset, long length, PipeWriter output, CancellationToken cancellationToken)
    {
        long total = (table.BitsPerFrame + 7) / 8;
        long start = firstBit / 8;
        int shift = (int)(firstBit % 8);
        long end = Math.Min(table.PixelData.Length, (firstBit + table.BitsPerFrame + 7) / 8);
        byte[] source = ArrayPool<byte>.Shared.Rent(checked((int)(end - start)));
        byte[] frame = ArrayPool<byte>.Shared.Rent((int)total);
        try
        {
            int count = (int)(end - start);
            await objects.ReadAsync(place, table.PixelData.Offset + start, source.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < total; i++)
            {
                int low = i < count ? source[i] : 0;
                int high = i + 1 < count ? source[i + 1] : 0;
                frame[i] = (byte)((low >> shift) | (high << (8 - shift)));
            }

            int spare = (int)((total * 8) - table.BitsPerFrame);
            frame[total - 1] &= (byte)(0xFF >> spare);
            await output.WriteAsync(frame.AsMemory((int)offset, (int)length), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(source);
            ArrayPool<byte>.Shared.Return(frame);
        }
    }
}
