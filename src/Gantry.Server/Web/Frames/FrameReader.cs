using System.Buffers;
using System.IO.Pipelines;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.Server.Web.Manifest;

namespace Gantry.Server.Web.Frames;

/// <summary>
/// Writes frames as browsers take them: encapsulated ones as stored; native ones in little endian, each beginning on a byte. Stored ranges go from
/// the object store into the response without being held, but for the few kinds that must be turned.
/// </summary>
internal sealed class FrameReader(IObjectReader objects)
{
    private const int ChunkBytes = 128 * 1024;
    private const long MaxInflatedObjectBytes = 256L << 20;

    private static readonly ReadLimits Limits = ReadLimits.Default with { MaxInflatedBytes = MaxInflatedObjectBytes };
    private static readonly string BigEndian = TransferSyntax.ExplicitVrBigEndian.Uid;

    /// <summary>Writes exactly <see cref="FramePlace.Bytes"/> bytes.</summary>
    /// <exception cref="ObjectStoreException">The bytes cannot be read; some may have been written.</exception>
    public async ValueTask WriteAsync(FramePlace frame, PipeWriter output, CancellationToken cancellationToken)
    {
        StoredInstance instance = frame.Instance;
        if (instance.Frames is not { } table)
        {
            output.Write((await WholeAsync(frame, cancellationToken)).Span);
        }
        else if (table.IsEncapsulated)
        {
            foreach (ByteRange fragment in table.Fragments[frame.Frame])
            {
                await objects.CopyToAsync(instance.Place, fragment.Offset, fragment.Length, output, cancellationToken);
            }
        }
        else if (table.BitsPerFrame % 8 != 0)
        {
            await WriteBitsAsync(instance, table, frame, output, cancellationToken);
        }
        else
        {
            long offset = table.PixelData.Offset + (table.BitsPerFrame / 8 * frame.Frame);
            int unit = instance.TransferSyntaxUid == BigEndian ? await WordBytesAsync(instance, table, cancellationToken) : 1;
            if (unit == 1)
            {
                await objects.CopyToAsync(instance.Place, offset, frame.Bytes, output, cancellationToken);
            }
            else
            {
                await WriteSwappedAsync(instance, table, frame, unit, output, cancellationToken);
            }
        }
    }

    /// <summary>Can the frame be read at all? Asked before its length is promised.</summary>
    public static bool CanRead(FramePlace frame) => frame.Instance.Frames switch
    {
        null => frame.Bytes > 0 && frame.Instance.Place.Length <= MaxInflatedObjectBytes && TransferSyntax.FromUid(frame.Instance.TransferSyntaxUid).IsDeflated,
        { IsEncapsulated: true } table => frame.Frame < table.Fragments.Count && frame.Bytes > 0,
        { } table => frame.Bytes > 0 && ((table.BitsPerFrame * (frame.Frame + 1L)) + 7) / 8 <= table.PixelData.Length,
    };

    /// <summary>The unit in which big endian swaps: the value's VR says it, which stands 8 bytes before the value (PS3.5 7.1.2, 7.3).</summary>
    private async ValueTask<int> WordBytesAsync(StoredInstance instance, FrameTable table, CancellationToken cancellationToken)
    {
        byte[] vr = new byte[2];
        await objects.ReadAsync(instance.Place, table.PixelData.Offset - 8, vr, cancellationToken);
        return (Vr)((vr[0] << 8) | vr[1]) switch
        {
            Vr.OW => 2,
            Vr.OF or Vr.OL => 4,
            Vr.OD or Vr.OV => 8,
            _ => 1,
        };
    }

    /// <summary>Words are swapped from the value's start on, so that a frame of an odd number of bytes ends, or begins, within a word.</summary>
    private async ValueTask WriteSwappedAsync(StoredInstance instance, FrameTable table, FramePlace frame, int unit, PipeWriter output, CancellationToken cancellationToken)
    {
        long first = frame.Bytes * frame.Frame, end = first + frame.Bytes;
        byte[] chunk = new byte[Math.Min(ChunkBytes, (frame.Bytes + (2 * unit) - 1) / unit * unit)];
        for (long at = first / unit * unit; at < end; at += chunk.Length)
        {
            int count = (int)Math.Min(chunk.Length, (end - at + unit - 1) / unit * unit);
            int there = (int)Math.Min(count, table.PixelData.Length - at);
            await objects.ReadAsync(instance.Place, table.PixelData.Offset + at, chunk.AsMemory(0, there), cancellationToken);
            for (int word = 0; word + unit <= count; word += unit)
            {
                chunk.AsSpan(word, unit).Reverse();
            }

            int from = (int)Math.Max(0, first - at);
            output.Write(chunk.AsSpan(from, (int)Math.Min(count, end - at) - from));
            await output.FlushAsync(cancellationToken);
        }
    }

    private async ValueTask WriteBitsAsync(StoredInstance instance, FrameTable table, FramePlace frame, PipeWriter output, CancellationToken cancellationToken)
    {
        long firstBit = table.BitsPerFrame * frame.Frame;
        int shift = (int)(firstBit % 8);
        long start = firstBit / 8, end = (firstBit + table.BitsPerFrame + 7) / 8;
        byte[] bytes = new byte[end - start];
        await objects.ReadAsync(instance.Place, table.PixelData.Offset + start, bytes, cancellationToken);
        Span<byte> span = bytes;
        for (int i = 0; shift > 0 && i < span.Length; i++)
        {
            int next = i + 1 < span.Length ? span[i + 1] : 0;
            span[i] = (byte)((span[i] >> shift) | (next << (8 - shift)));
        }

        output.Write(span[..(int)frame.Bytes]);
    }

    private async ValueTask<ReadOnlyMemory<byte>> WholeAsync(FramePlace frame, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[frame.Instance.Place.Length];
        await objects.ReadAsync(frame.Instance.Place, 0, bytes, cancellationToken);
        DicomFile file = DicomFile.Read(bytes, Limits);
        if (!file.Dataset.TryGet(new DicomTag(0x7FE0, 0x0010), out Element pixels) || pixels.Value.Length < frame.Bytes * (frame.Frame + 1L))
        {
            throw new ObjectStoreException("The deflated object holds fewer pixels than its attributes say.", isTransient: false);
        }

        return pixels.Value.Slice((int)(frame.Bytes * frame.Frame), (int)frame.Bytes);
    }
}
