using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>The clean-up pass of a high-throughput code-block (ITU-T T.814 7.3): first what each quad of two by two samples looks like, then magnitudes and signs.</summary>
internal static class CleanUpDecoder
{
    /// <summary>Quads of a row in the scratch memory: one empty one on either side.</summary>
    public static int QuadPitch(int width) => (width + 1) / 2 + 2;

    /// <summary>Words of scratch memory: a row of quads above the first, and two rows of exponents.</summary>
    public static int QuadCount(int width, int height) => QuadPitch(width) * ((height + 1) / 2 + 3);

    /// <param name="segment">The clean-up segment.</param>
    /// <param name="quads">Scratch of <see cref="QuadCount"/>; significance stays in the low four bits of each word.</param>
    /// <param name="output">Rows of <paramref name="pitch"/> coefficients with one fractional bit, as from <see cref="CodeBlockDecoder"/>; an even number of rows and columns is written.</param>
    /// <param name="plane">Bit plane that the pass ends at, counted from 1.</param>
    /// <param name="maxBound">Greatest exponent bound that the subband's bit planes allow.</param>
    /// <returns>False for a segment that cannot be one.</returns>
    public static bool Decode(ReadOnlySpan<byte> segment, Span<uint> quads, Span<int> output, int width, int height, int pitch, int plane, int maxBound)
    {
        if (segment.Length < 2)
        {
            return false;
        }

        int suffix = (segment[^1] << 4) | (segment[^2] & 15);
        if (suffix < 2 || suffix > segment.Length || suffix > 4079)
        {
            return false;
        }

        quads = quads[..QuadCount(width, height)];
        quads.Clear();
        ReadQuads(segment[^suffix..], quads, width, height);
        return ReadSamples(segment[..^suffix], quads, output, width, height, pitch, plane, maxBound);
    }

    /// <summary>Fills each quad's word: significance, known exponents, those that reach the bound (4 bits each), and from bit 16 the offset of the bound.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadQuads(ReadOnlySpan<byte> suffix, Span<uint> quads, int width, int height)
    {
        var mel = new MelDecoder(suffix[..^1]);
        int last = suffix[^2];
        var reader = new BackwardBits(suffix[..^2], (last | 15) > 0x8F);
        ulong bits = (ulong)(uint)(last >> 4);
        int count = (bits & 7) == 7 ? 3 : 4;
        bits &= (1UL << count) - 1;

        ReadOnlySpan<uint> offsets = QuadTables.Offsets;
        int wide = (width + 1) / 2, high = (height + 1) / 2, pitch = wide + 2;
        for (int row = 0; row < high; row++)
        {
            ReadOnlySpan<ushort> codes = row == 0 ? QuadTables.FirstRow : QuadTables.OtherRows;
            ReadOnlySpan<uint> above = quads.Slice(row * pitch, pitch);
            Span<uint> here = quads.Slice((row + 1) * pitch, pitch);
            uint left = 0;
            for (int q = 1; q <= wide; q += 2)
            {
                if (count <= 32)
                {
                    ulong more = reader.Next();
                    bits |= (more & 0xFFFFFFFF) << count;
                    count += (int)(more >> 32);
                }

                uint context = row == 0 ? FirstContext(left) : Context(left, above[q - 1], above[q], above[q + 1]);
                uint first = 0, second = 0;
                if (context != 0 || mel.Next())
                {
                    first = codes[(int)((context << 7) | ((uint)bits & 127))];
                    bits >>= (int)(first >> QuadTables.LengthShift);
                    count -= (int)(first >> QuadTables.LengthShift);
                }

                if (q < wide)
                {
                    context = row == 0 ? FirstContext(first) : Context(first, above[q], above[q + 1], above[q + 2]);
                    if (context != 0 || mel.Next())
                    {
                        second = codes[(int)((context << 7) | ((uint)bits & 127))];
                        bits >>= (int)(second >> QuadTables.LengthShift);
                        count -= (int)(second >> QuadTables.LengthShift);
                    }
                }

                left = second;
                uint mode = ((first >> 12) & 1) | ((second >> 11) & 2);
                first &= 0xFFF;
                second &= 0xFFF;
                if (mode != 0)
                {
                    if (mode == 3 && row == 0)
                    {
                        mode = mel.Next() ? (uint)QuadTables.BothAboveTwo : QuadTables.OneAtMostTwo;
                    }

                    if (count < 24)
                    {
                        ulong more = reader.Next();
                        bits |= (more & 0xFFFFFFFF) << count;
                        count += (int)(more >> 32);
                    }

                    uint entry = offsets[(int)((mode << 6) | ((uint)bits & 63))];
                    ulong before = bits;
                    int used = (int)(entry & 15);
                    int wide1 = (int)((entry >> 4) & 7), wide2 = (int)((entry >> 7) & 7);
                    uint suffix1 = (uint)(before >> used) & ((1u << wide1) - 1);
                    used += wide1;
                    uint suffix2 = (uint)(before >> used) & ((1u << wide2) - 1);
                    used += wide2;
                    uint offset1 = ((entry >> 10) & 15) + suffix1, offset2 = ((entry >> 14) & 15) + suffix2;
                    if (suffix1 >= 28)
                    {
                        offset1 += 4 * ((uint)(before >> used) & 15);
                        used += 4;
                    }

                    if (suffix2 >= 28)
                    {
                        offset2 += 4 * ((uint)(before >> used) & 15);
                        used += 4;
                    }

                    bits >>= used;
                    count -= used;
                    first |= offset1 << 16;
                    second |= offset2 << 16;
                }

                here[q] = first;
                if (q < wide)
                {
                    here[q + 1] = second;
                }
            }
        }
    }

    /// <summary>In the first row the left quad alone makes the context (T.814 7.3.5).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FirstContext(uint left) => ((left | (left >> 1)) & 1) | ((left >> 1) & 6);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Context(uint left, uint aboveLeft, uint above, uint aboveRight) =>
        ((aboveLeft >> 3) & 1) | ((above >> 1) & 1) | (((left >> 1) | (left >> 2)) & 2) | (((above >> 1) | (aboveRight << 1)) & 4);

    // A method of its own, so that its locals are in registers and not shared with a caller's try block.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ReadSamples(ReadOnlySpan<byte> data, Span<uint> quads, Span<int> output, int width, int height, int pitch, int plane, int maxBound)
    {
        var reader = new ForwardBits(data, 0xFF);
        ulong bits = 0;
        int count = 0;
        int wide = (width + 1) / 2, high = (height + 1) / 2, quadPitch = wide + 2;
        int shift = plane - 1;
        // Twice the magnitude less one of the lower samples of the row above: entry q joins the left sample of quad q with the right one of the quad before.
        Span<uint> exponents = quads.Slice((high + 1) * quadPitch, quadPitch);
        for (int row = 0; row < high; row++)
        {
            ReadOnlySpan<uint> infos = quads.Slice((row + 1) * quadPitch, quadPitch);
            Span<int> upper = output.Slice(2 * row * pitch, 2 * wide), lower = output.Slice((2 * row + 1) * pitch, 2 * wide);
            uint carried = 0;
            uint near = exponents[1];
            for (int q = 1; q <= wide; q++)
            {
                uint info = infos[q];
                uint far = exponents[q + 1];
                uint significant = info & 15;
                int at = 2 * (q - 1);
                if (info == 0)
                {
                    // Most quads of a smooth picture.
                    (upper[at], upper[at + 1], lower[at], lower[at + 1]) = (0, 0, 0, 0);
                    exponents[q] = carried;
                    carried = 0;
                    near = far;
                    continue;
                }

                int bound = 1;
                if ((significant & (significant - 1)) != 0)
                {
                    // More than one sample: the greatest exponent above less one predicts the bound (T.814 7.3.7).
                    bound = Math.Max(1, 31 - BitOperations.LeadingZeroCount(near | far | 1));
                }

                near = far;
                bound += (int)(info >> 16);
                if (bound > maxBound)
                {
                    return false;
                }

                while (count <= 32)
                {
                    ulong more = reader.Next();
                    bits |= (more & 0xFFFFFFFF) << count;
                    count += (int)(more >> 32);
                }

                // The four samples, column by column. Up to 16 bits each, two fit into what is there.
                int length = Length(info, 0, bound);
                uint value = Value((uint)bits, length, info, 0);
                bits >>= length;
                count -= length;
                upper[at] = Coefficient(value, info & 1, shift);
                while (bound > 16 && count <= 32)
                {
                    ulong more = reader.Next();
                    bits |= (more & 0xFFFFFFFF) << count;
                    count += (int)(more >> 32);
                }

                length = Length(info, 1, bound);
                value = Value((uint)bits, length, info, 1);
                bits >>= length;
                count -= length;
                lower[at] = Coefficient(value, (info >> 1) & 1, shift);
                uint lowerLeft = (value | 1) & (0 - ((info >> 1) & 1));
                while (count <= 32)
                {
                    ulong more = reader.Next();
                    bits |= (more & 0xFFFFFFFF) << count;
                    count += (int)(more >> 32);
                }

                length = Length(info, 2, bound);
                value = Value((uint)bits, length, info, 2);
                bits >>= length;
                count -= length;
                upper[at + 1] = Coefficient(value, (info >> 2) & 1, shift);
                while (bound > 16 && count <= 32)
                {
                    ulong more = reader.Next();
                    bits |= (more & 0xFFFFFFFF) << count;
                    count += (int)(more >> 32);
                }

                length = Length(info, 3, bound);
                value = Value((uint)bits, length, info, 3);
                bits >>= length;
                count -= length;
                lower[at + 1] = Coefficient(value, (info >> 3) & 1, shift);
                uint lowerRight = (value | 1) & (0 - ((info >> 3) & 1));
                exponents[q] = carried | lowerLeft;
                carried = lowerRight;
            }

            exponents[wide + 1] = carried;
        }

        return true;
    }

    /// <summary>Bits that the segment holds of a sample: none of an insignificant one, one fewer where the highest is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Length(uint info, int n, int bound) => (int)((info >> n) & 1) * bound - (int)((info >> (4 + n)) & 1);

    /// <summary>Twice the magnitude less two, and the sign as its lowest bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Value(uint bits, int length, uint info, int n) => (bits & ((1u << length) - 1)) | (((info >> (8 + n)) & 1) << length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Coefficient(uint value, uint significant, int shift)
    {
        int magnitude = (int)((((value | 1) + 2) << shift) & (0 - significant));
        int sign = -(int)(value & 1);
        return (magnitude ^ sign) - sign;
    }
}
