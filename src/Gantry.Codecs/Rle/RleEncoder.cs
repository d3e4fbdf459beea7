using System.Buffers;
using System.Buffers.Binary;

namespace Gantry.Codecs.Rle;

/// <summary>RLE Lossless (PS3.5 Annex G): each byte plane packed row by row, so that no run crosses the end of a row (G.3.1).</summary>
public static class RleEncoder
{
    private const int HeaderBytes = 64;
    private const int MaxSegments = 15;
    private const int MaxRun = 128;

    /// <summary>Packs one frame; the output is even in length.</summary>
    public static CodecError? Encode(ReadOnlySpan<byte> samples, in SampleFormat format, IBufferWriter<byte> output)
    {
        int planes = format.Components * format.BytesPerSample;
        if (planes > MaxSegments)
        {
            return CodecError.Unsupported(0, $"RLE holds at most {MaxSegments} byte planes, this picture has {planes}.");
        }

        if (samples.Length < format.ByteLength)
        {
            return CodecError.Mismatch($"{format.ByteLength} bytes of samples are needed, {samples.Length} were given.");
        }

        // Worst case of PackBits is one control byte for each 128 literals, in every row of every plane.
        long worst = HeaderBytes + (long)planes * (format.Height * ((long)format.Width + format.Width / MaxRun + 1) + 1);
        byte[] packed = ArrayPool<byte>.Shared.Rent(checked((int)worst));
        byte[] row = ArrayPool<byte>.Shared.Rent(format.Width);
        try
        {
            Span<byte> header = packed.AsSpan(0, HeaderBytes);
            header.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)planes);
            int at = HeaderBytes;
            for (int plane = 0; plane < planes; plane++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(header[(4 + 4 * plane)..], (uint)at);
                int component = plane / format.BytesPerSample;
                int significance = format.BytesPerSample - 1 - plane % format.BytesPerSample;
                int from = component * format.BytesPerSample + significance;
                for (int y = 0; y < format.Height; y++, from += format.Width * planes)
                {
                    Gather(samples[from..], planes, row.AsSpan(0, format.Width));
                    at += PackRow(row.AsSpan(0, format.Width), packed.AsSpan(at));
                }

                if ((at & 1) != 0)
                {
                    packed[at++] = 0;
                }
            }

            output.Write(packed.AsSpan(0, at));
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(row);
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    private static void Gather(ReadOnlySpan<byte> samples, int stride, Span<byte> row)
    {
        if (stride == 1)
        {
            samples[..row.Length].CopyTo(row);
            return;
        }

        for (int x = 0, at = 0; x < row.Length; x++, at += stride)
        {
            row[x] = samples[at];
        }
    }

    private static int PackRow(ReadOnlySpan<byte> row, Span<byte> output)
    {
        int at = 0;
        while (!row.IsEmpty)
        {
            int run = RunLength(row);
            if (run >= 2)
            {
                output[at++] = (byte)(1 - run);
                output[at++] = row[0];
                row = row[run..];
                continue;
            }

            int literals = LiteralLength(row);
            output[at++] = (byte)(literals - 1);
            row[..literals].CopyTo(output[at..]);
            at += literals;
            row = row[literals..];
        }

        return at;
    }

    private static int RunLength(ReadOnlySpan<byte> row)
    {
        ReadOnlySpan<byte> window = row[..Math.Min(row.Length, MaxRun)];
        int other = window.IndexOfAnyExcept(window[0]);
        return other < 0 ? window.Length : other;
    }

    /// <summary>Bytes until a run of three begins: a run of two inside literals would cost as much as it saves.</summary>
    private static int LiteralLength(ReadOnlySpan<byte> row)
    {
        int limit = Math.Min(row.Length, MaxRun);
        for (int i = 1; i < limit; i++)
        {
            if (i + 2 < row.Length && row[i] == row[i + 1] && row[i] == row[i + 2])
            {
                return i;
            }
        }

        return limit;
    }
}
