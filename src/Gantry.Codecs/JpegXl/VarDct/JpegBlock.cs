namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>
/// The inverse cosine transform in whole numbers that decoders of JPEG have in common (T.81 A.3.3 leaves freedom): thirteen bits of
/// constants after Loeffler, Ligtenberg and Moschytz, columns first, two bits kept between.
/// </summary>
internal static class JpegBlock
{
    private const int Bits = 13, Kept = 2;

    /// <summary>Transforms a block of dequantised coefficients in natural order, in place, to levels around zero that are not clamped.</summary>
    public static void Inverse(Span<int> block)
    {
        for (int x = 0; x < 8; x++)
        {
            Line(block, x, 8, Bits - Kept);
        }

        for (int y = 0; y < 8; y++)
        {
            Line(block, 8 * y, 1, Bits + Kept + 3);
        }
    }

    private static void Line(Span<int> block, int at, int step, int shift)
    {
        int a = block[at + (2 * step)], b = block[at + (6 * step)];
        int common = (a + b) * 4433;
        int low = common - (b * 15137), high = common + (a * 6270);
        int sum = (block[at] + block[at + (4 * step)]) << Bits, difference = (block[at] - block[at + (4 * step)]) << Bits;
        int even0 = sum + high, even3 = sum - high, even1 = difference + low, even2 = difference - low;

        int c7 = block[at + (7 * step)], c5 = block[at + (5 * step)], c3 = block[at + (3 * step)], c1 = block[at + step];
        int all = (c7 + c3 + c5 + c1) * 9633;
        int z1 = (c7 + c1) * -7373, z2 = (c5 + c3) * -20995, z3 = ((c7 + c3) * -16069) + all, z4 = ((c5 + c1) * -3196) + all;
        int odd3 = (c7 * 2446) + z1 + z3, odd2 = (c5 * 16819) + z2 + z4, odd1 = (c3 * 25172) + z2 + z3, odd0 = (c1 * 12299) + z1 + z4;

        int half = 1 << (shift - 1);
        block[at] = (even0 + odd0 + half) >> shift;
        block[at + (7 * step)] = (even0 - odd0 + half) >> shift;
        block[at + step] = (even1 + odd1 + half) >> shift;
        block[at + (6 * step)] = (even1 - odd1 + half) >> shift;
        block[at + (2 * step)] = (even2 + odd2 + half) >> shift;
        block[at + (5 * step)] = (even2 - odd2 + half) >> shift;
        block[at + (3 * step)] = (even3 + odd3 + half) >> shift;
        block[at + (4 * step)] = (even3 - odd3 + half) >> shift;
    }
}
