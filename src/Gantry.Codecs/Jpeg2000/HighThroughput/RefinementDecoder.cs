namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>The passes that may follow the clean-up pass and share one segment (ITU-T T.814 7.4, 7.5): significance from its front, refinement from its end.</summary>
internal static class RefinementDecoder
{
    private const byte Significant = 1, BecameSignificant = 2;

    /// <summary>Bytes of scratch memory: a flag for each sample, with a border.</summary>
    public static int FlagCount(int width, int height) => (width + 2) * (height + 2);

    /// <param name="segment">The refinement segment.</param>
    /// <param name="quads">As <see cref="CleanUpDecoder"/> leaves them.</param>
    /// <param name="flags">Scratch of <see cref="FlagCount"/>.</param>
    /// <param name="plane">The bit plane of these passes: one below the clean-up pass's.</param>
    public static void Decode(
        ReadOnlySpan<byte> segment, ReadOnlySpan<uint> quads, Span<byte> flags, Span<int> output, int width, int height, int pitch, int plane, bool hasRefinement, bool isCausal)
    {
        flags = flags[..FlagCount(width, height)];
        flags.Clear();
        int quadPitch = CleanUpDecoder.QuadPitch(width);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                uint info = quads[(y / 2 + 1) * quadPitch + x / 2 + 1];
                flags[(y + 1) * (width + 2) + x + 1] = (byte)((info >> (2 * (x & 1) + (y & 1))) & 1);
            }
        }

        Significance(segment, flags, output, width, height, pitch, plane, isCausal);
        if (hasRefinement)
        {
            Refinement(segment, flags, output, width, height, pitch, plane);
        }
    }

    private static void Significance(ReadOnlySpan<byte> segment, Span<byte> flags, Span<int> output, int width, int height, int pitch, int plane, bool isCausal)
    {
        var bits = new ForwardSingleBits(segment);
        int flagPitch = width + 2;
        int oneAndHalf = (1 << plane) | (1 << (plane - 1));
        Span<int> found = stackalloc int[16];
        for (int top = 0; top < height; top += 4)
        {
            int bottom = Math.Min(top + 4, height);
            // Signs follow the bits of four columns.
            for (int left = 0; left < width; left += 4)
            {
                int count = 0;
                for (int x = left; x < Math.Min(left + 4, width); x++)
                {
                    for (int y = top; y < bottom; y++)
                    {
                        int at = (y + 1) * flagPitch + x + 1;
                        if (flags[at] != 0)
                        {
                            continue;
                        }

                        int around = flags[at - flagPitch - 1] | flags[at - flagPitch] | flags[at - flagPitch + 1] | flags[at - 1] | flags[at + 1];
                        if (!isCausal || y != top + 3)
                        {
                            around |= flags[at + flagPitch - 1] | flags[at + flagPitch] | flags[at + flagPitch + 1];
                        }

                        if (around != 0 && bits.Read() == 1)
                        {
                            flags[at] = BecameSignificant;
                            found[count++] = y * pitch + x;
                        }
                    }
                }

                for (int i = 0; i < count; i++)
                {
                    output[found[i]] = bits.Read() == 1 ? -oneAndHalf : oneAndHalf;
                }
            }
        }
    }

    private static void Refinement(ReadOnlySpan<byte> segment, ReadOnlySpan<byte> flags, Span<int> output, int width, int height, int pitch, int plane)
    {
        var reader = new BackwardBits(segment, true);
        ulong bits = 0;
        int count = 0;
        int half = 1 << (plane - 1);
        for (int top = 0; top < height; top += 4)
        {
            int bottom = Math.Min(top + 4, height);
            for (int x = 0; x < width; x++)
            {
                for (int y = top; y < bottom; y++)
                {
                    if (flags[(y + 1) * (width + 2) + x + 1] != Significant)
                    {
                        continue;
                    }

                    if (count == 0)
                    {
                        ulong more = reader.Next();
                        bits = more & 0xFFFFFFFF;
                        count = (int)(more >> 32);
                    }

                    // The half of the plane above was assumed: it becomes a half of this one.
                    int change = (bits & 1) != 0 ? half : -half;
                    bits >>= 1;
                    count--;
                    ref int value = ref output[y * pitch + x];
                    value += value < 0 ? -change : change;
                }
            }
        }
    }

    /// <summary><see cref="ForwardBits"/> one by one, zeros beyond the end.</summary>
    private ref struct ForwardSingleBits(ReadOnlySpan<byte> data)
    {
        private ForwardBits reader = new(data, 0);
        private ulong bits;
        private int count;

        public int Read()
        {
            if (count == 0)
            {
                ulong more = reader.Next();
                bits = more & 0xFFFFFFFF;
                count = (int)(more >> 32);
            }

            int bit = (int)(bits & 1);
            bits >>= 1;
            count--;
            return bit;
        }
    }
}
