using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gantry.Codecs.Jpeg;

/// <summary>The forward cosine transform of an 8x8 block (T.81 A.3.3) in single precision after Arai, Agui and Nakajima, with quantisation; eight columns at a time.</summary>
internal static class JpegForwardDct
{
    /// <summary>Reciprocal multipliers, columns first, the transform's scale factors folded in.</summary>
    /// <param name="quantisation">64 entries in zigzag order.</param>
    /// <param name="table">Gets 64 of them.</param>
    public static void Scale(ReadOnlySpan<ushort> quantisation, Span<float> table)
    {
        ReadOnlySpan<double> factor = [1.0, 1.387039845, 1.306562965, 1.175875602, 1.0, 0.785694958, 0.541196100, 0.275899379];
        for (int k = 0; k < 64; k++)
        {
            int at = JpegZigzag.Columns[k];
            table[at] = (float)(1.0 / (quantisation[k] * factor[at >> 3] * factor[at & 7] * 8));
        }
    }

    /// <param name="block">64 level-shifted samples in natural order.</param>
    /// <param name="scale">Of <see cref="Scale"/>.</param>
    /// <param name="coefficients">64 quantised coefficients in zigzag order.</param>
    public static void Transform(ReadOnlySpan<float> block, ReadOnlySpan<float> scale, Span<short> coefficients)
    {
        ReadOnlySpan<Vector256<float>> rows = MemoryMarshal.Cast<float, Vector256<float>>(block[..64]);
        Span<Vector256<float>> d = stackalloc Vector256<float>[8];
        rows.CopyTo(d);
        Pass(d);
        JpegBlock.Transpose(ref d[0], ref d[1], ref d[2], ref d[3], ref d[4], ref d[5], ref d[6], ref d[7]);
        Pass(d);
        Span<short> columns = stackalloc short[64];
        ReadOnlySpan<Vector256<float>> factors = MemoryMarshal.Cast<float, Vector256<float>>(scale[..64]);
        for (int i = 0; i < 8; i += 2)
        {
            Vector256<int> low = Vector256.ConvertToInt32Native(Vector256.Round(d[i] * factors[i]));
            Vector256<int> high = Vector256.ConvertToInt32Native(Vector256.Round(d[i + 1] * factors[i + 1]));
            Vector256.Narrow(low, high).CopyTo(columns[(8 * i)..]);
        }

        coefficients = coefficients[..64];
        for (int k = 0; k < 64; k++)
        {
            coefficients[k] = columns[JpegZigzag.Columns[k] & 63];
        }
    }

    private static void Pass(Span<Vector256<float>> d)
    {
        Vector256<float> t0 = d[0] + d[7], t7 = d[0] - d[7], t1 = d[1] + d[6], t6 = d[1] - d[6];
        Vector256<float> t2 = d[2] + d[5], t5 = d[2] - d[5], t3 = d[3] + d[4], t4 = d[3] - d[4];

        Vector256<float> e0 = t0 + t3, e3 = t0 - t3, e1 = t1 + t2, e2 = t1 - t2;
        d[0] = e0 + e1;
        d[4] = e0 - e1;
        Vector256<float> z1 = (e2 + e3) * 0.707106781f;
        d[2] = e3 + z1;
        d[6] = e3 - z1;

        Vector256<float> o0 = t4 + t5, o1 = t5 + t6, o2 = t6 + t7;
        Vector256<float> z5 = (o0 - o2) * 0.382683433f;
        Vector256<float> z2 = (o0 * 0.541196100f) + z5;
        Vector256<float> z4 = (o2 * 1.306562965f) + z5;
        Vector256<float> z3 = o1 * 0.707106781f;
        Vector256<float> z11 = t7 + z3, z13 = t7 - z3;
        d[5] = z13 + z2;
        d[3] = z13 - z2;
        d[1] = z11 + z4;
        d[7] = z11 - z4;
    }
}
