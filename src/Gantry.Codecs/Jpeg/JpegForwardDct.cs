namespace Gantry.Codecs.Jpeg;

/// <summary>The forward cosine transform of an 8x8 block (T.81 A.3.3) in single precision after Arai, Agui and Nakajima, with quantisation.</summary>
internal static class JpegForwardDct
{
    /// <summary>Reciprocal multipliers in natural order, the transform's scale factors folded in.</summary>
    public static float[] Scale(ReadOnlySpan<ushort> quantisation)
    {
        Span<double> factor = [1.0, 1.387039845, 1.306562965, 1.175875602, 1.0, 0.785694958, 0.541196100, 0.275899379];
        var table = new float[64];
        for (int k = 0; k < 64; k++)
        {
            int natural = JpegZigzag.Natural[k];
            table[natural] = (float)(1.0 / (quantisation[k] * factor[natural >> 3] * factor[natural & 7] * 8));
        }

        return table;
    }

    /// <param name="block">64 level-shifted samples in natural order; overwritten.</param>
    /// <param name="scale">Of <see cref="Scale"/>.</param>
    /// <param name="coefficients">64 quantised coefficients in zigzag order.</param>
    public static void Transform(Span<float> block, ReadOnlySpan<float> scale, Span<short> coefficients)
    {
        for (int row = 0; row < 64; row += 8)
        {
            Pass(block[row..], 1);
        }

        for (int column = 0; column < 8; column++)
        {
            Pass(block[column..], 8);
        }

        for (int k = 0; k < 64; k++)
        {
            int natural = JpegZigzag.Natural[k];
            coefficients[k] = (short)MathF.Round(block[natural] * scale[natural]);
        }
    }

    private static void Pass(Span<float> d, int s)
    {
        float t0 = d[0] + d[7 * s], t7 = d[0] - d[7 * s], t1 = d[s] + d[6 * s], t6 = d[s] - d[6 * s];
        float t2 = d[2 * s] + d[5 * s], t5 = d[2 * s] - d[5 * s], t3 = d[3 * s] + d[4 * s], t4 = d[3 * s] - d[4 * s];

        float e0 = t0 + t3, e3 = t0 - t3, e1 = t1 + t2, e2 = t1 - t2;
        d[0] = e0 + e1;
        d[4 * s] = e0 - e1;
        float z1 = (e2 + e3) * 0.707106781f;
        d[2 * s] = e3 + z1;
        d[6 * s] = e3 - z1;

        float o0 = t4 + t5, o1 = t5 + t6, o2 = t6 + t7;
        float z5 = (o0 - o2) * 0.382683433f;
        float z2 = 0.541196100f * o0 + z5;
        float z4 = 1.306562965f * o2 + z5;
        float z3 = o1 * 0.707106781f;
        float z11 = t7 + z3, z13 = t7 - z3;
        d[5 * s] = z13 + z2;
        d[3 * s] = z13 - z2;
        d[s] = z11 + z4;
        d[7 * s] = z11 - z4;
    }
}
