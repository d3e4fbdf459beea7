using System.Buffers.Binary;

namespace Gantry.Codecs.Rle;

/// <summary>RLE Lossless (PS3.5 Annex G): byte planes, most significant first within each component, each packed by itself.</summary>
public static class RleDecoder
{
    private const int HeaderBytes = 64;
    private const int MaxSegments = 15;

    /// <summary>Unpacks one frame. The stream does not carry the picture's shape, so the caller gives it.</summary>
    /// <param name="stream">Header and segments of one frame.</param>
    /// <param name="format">The shape that the frame must fill.</param>
    /// <param name="samples">At least <see cref="SampleFormat.ByteLength"/> bytes; what a failure leaves in it is undefined.</param>
    public static CodecError? Decode(ReadOnlySpan<byte> stream, in SampleFormat format, Span<byte> samples)
    {
        if (stream.Length < HeaderBytes)
        {
            return CodecError.Truncated(stream.Length, "The RLE header of 64 bytes is cut short.");
        }

        if (samples.Length < format.ByteLength)
        {
            return CodecError.Mismatch($"{format.ByteLength} bytes are needed for the samples, {samples.Length} were given.");
        }

        int planes = format.Components * format.BytesPerSample;
        uint segments = BinaryPrimitives.ReadUInt32LittleEndian(stream);
        if (segments != planes || segments > MaxSegments)
        {
            return CodecError.Malformed(0, $"{segments} RLE segments where {planes} are expected.");
        }

        int pixels = format.Width * format.Height;
        for (int plane = 0; plane < planes; plane++)
        {
            uint start = SegmentOffset(stream, plane);
            uint end = plane + 1 < planes ? SegmentOffset(stream, plane + 1) : (uint)stream.Length;
            if (start < HeaderBytes || start > stream.Length || end < start || end > stream.Length)
            {
                return CodecError.Malformed(4 + 4 * plane, $"RLE segment {plane} lies at {start} to {end} of {stream.Length} bytes.");
            }

            int component = plane / format.BytesPerSample;
            int significance = format.BytesPerSample - 1 - plane % format.BytesPerSample;
            int first = component * format.BytesPerSample + significance;
            int written = planes == 1
                ? UnpackDense(stream[(int)start..(int)end], samples[..pixels])
                : UnpackStrided(stream[(int)start..(int)end], samples[first..], planes, pixels);
            if (written < pixels)
            {
                return CodecError.Truncated(end, $"RLE segment {plane} gives {written} of {pixels} bytes.");
            }
        }

        return null;
    }

    private static uint SegmentOffset(ReadOnlySpan<byte> stream, int segment) => BinaryPrimitives.ReadUInt32LittleEndian(stream[(4 + 4 * segment)..]);

    private static int UnpackDense(ReadOnlySpan<byte> packed, Span<byte> output)
    {
        int written = 0;
        while (written < output.Length && !packed.IsEmpty)
        {
            int control = (sbyte)packed[0];
            packed = packed[1..];
            if (control >= 0)
            {
                int count = Math.Min(Math.Min(control + 1, packed.Length), output.Length - written);
                packed[..count].CopyTo(output[written..]);
                packed = packed[Math.Min(control + 1, packed.Length)..];
                written += count;
            }
            else if (control != -128)
            {
                if (packed.IsEmpty)
                {
                    break;
                }

                int count = Math.Min(1 - control, output.Length - written);
                output.Slice(written, count).Fill(packed[0]);
                packed = packed[1..];
                written += count;
            }
        }

        return written;
    }

    private static int UnpackStrided(ReadOnlySpan<byte> packed, Span<byte> output, int stride, int pixels)
    {
        int written = 0;
        int at = 0;
        while (written < pixels && !packed.IsEmpty)
        {
            int control = (sbyte)packed[0];
            packed = packed[1..];
            if (control >= 0)
            {
                int count = Math.Min(Math.Min(control + 1, packed.Length), pixels - written);
                foreach (byte value in packed[..count])
                {
                    output[at] = value;
                    at += stride;
                }

                packed = packed[Math.Min(control + 1, packed.Length)..];
                written += count;
            }
            else if (control != -128)
            {
                if (packed.IsEmpty)
                {
                    break;
                }

                byte value = packed[0];
                packed = packed[1..];
                int count = Math.Min(1 - control, pixels - written);
                for (int i = 0; i < count; i++)
                {
                    output[at] = value;
                    at += stride;
                }

                written += count;
            }
        }

        return written;
    }
}
