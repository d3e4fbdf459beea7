using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gantry.Codecs.Jpeg;

/// <summary>
/// The inverse cosine transform of an 8x8 block (T.81 A.3.3) in single precision after Arai, Agui and Nakajima: their scale factors
/// are folded into the quantisation table, which leaves five multiplications for each row and column. A row or column of the block is one vector.
/// </summary>
internal static class JpegInverseDct
{
    /// <summary>Multipliers of a component's coefficients, for the transform of its block side.</summary>
    public static void Scale(JpegComponent component, Span<float> table)
    {
        if (component.BlockSide < 8)
        {
            JpegReducedDct.Scale(component.Quantisation, table);
        }
        else
        {
            Scale(component.Quantisation, table);
        }
    }

    /// <summary>Multipliers for coefficients in zigzag order, with the scale factors of the transform folded in, stored column by column.</summary>
    /// <param name="quantisation">64 entries in zigzag order.</param>
    /// <param name="table">Gets 64 of them.</param>
    public static void Scale(ReadOnlySpan<ushort> quantisation, Span<float> table)
    {
        ReadOnlySpan<double> factor = [1.0, 1.387039845, 1.306562965, 1.175875602, 1.0, 0.785694958, 0.541196100, 0.275899379];
        for (int k = 0; k < 64; k++)
        {
            int at = JpegZigzag.Columns[k];
            table[at] = (float)(quantisation[k] * factor[at >> 3] * factor[at & 7] / 8);
        }
    }

    /// <summary>Transforms a block and stores it, level-shifted and clamped to 0..<paramref name="maxValue"/>.</summary>
    /// <param name="coefficients">64 quantised coefficients, column by column.</param>
    /// <param name="scaled">64 multipliers of <see cref="Scale(JpegComponent, Span{float})"/>.</param>
    /// <param name="output">First sample of the block; eight rows of <paramref name="pitch"/> samples follow.</param>
    public static void Transform(ReadOnlySpan<short> coefficients, ReadOnlySpan<float> scaled, Span<ushort> output, int pitch, float levelShift, float maxValue)
    {
        Vector256<float> r0 = Row(coefficients, scaled, 0), r1 = Row(coefficients, scaled, 1), r2 = Row(coefficients, scaled, 2), r3 = Row(coefficients, scaled, 3);
        Vector256<float> r4 = Row(coefficients, scaled, 4), r5 = Row(coefficients, scaled, 5), r6 = Row(coefficients, scaled, 6), r7 = Row(coefficients, scaled, 7);
        Columns(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        JpegBlock.Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Columns(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Vector256<float> shift = Vector256.Create(levelShift + 0.5f);
        Vector256<float> max = Vector256.Create(maxValue);
        Store(r0, shift, max, output);
        Store(r1, shift, max, output[pitch..]);
        Store(r2, shift, max, output[(2 * pitch)..]);
        Store(r3, shift, max, output[(3 * pitch)..]);
        Store(r4, shift, max, output[(4 * pitch)..]);
        Store(r5, shift, max, output[(5 * pitch)..]);
        Store(r6, shift, max, output[(6 * pitch)..]);
        Store(r7, shift, max, output[(7 * pitch)..]);
    }

    /// <summary>What <see cref="Transform"/> makes of a block that has only its first coefficient.</summary>
    public static void Fill(float value, Span<ushort> output, int pitch, float levelShift, float maxValue)
    {
        ushort level = (ushort)Math.Min(Math.Max(value + (levelShift + 0.5f), 0), maxValue);
        for (int y = 0; y < 8; y++)
        {
            output.Slice(y * pitch, 8).Fill(level);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Row(ReadOnlySpan<short> coefficients, ReadOnlySpan<float> scaled, int row)
    {
        Vector128<short> raw = Vector128.Create(coefficients.Slice(8 * row, 8));
        return Vector256.ConvertToSingle(Vector256.WidenLower(raw.ToVector256Unsafe())) * Vector256.Create(scaled.Slice(8 * row, 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> row, Vector256<float> shift, Vector256<float> max, Span<ushort> output)
    {
        // Finite and within the integers: nothing to look out for.
        Vector256<float> clamped = Vector256.MinNative(Vector256.MaxNative(row + shift, Vector256<float>.Zero), max);
        Vector256<int> whole = Vector256.ConvertToInt32Native(clamped);
        Vector128<ushort> narrow = Vector128.Narrow(whole.GetLower().AsUInt32(), whole.GetUpper().AsUInt32());
        narrow.CopyTo(output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(
        ref Vector256<float> v0, ref Vector256<float> v1, ref Vector256<float> v2, ref Vector256<float> v3,
        ref Vector256<float> v4, ref Vector256<float> v5, ref Vector256<float> v6, ref Vector256<float> v7)
    {
        Vector256<float> root2 = Vector256.Create(1.414213562f);
        Vector256<float> e10 = v0 + v4, e11 = v0 - v4;
        Vector256<float> e13 = v2 + v6, e12 = (v2 - v6) * root2 - e13;
        Vector256<float> e0 = e10 + e13, e3 = e10 - e13, e1 = e11 + e12, e2 = e11 - e12;

        Vector256<float> z13 = v5 + v3, z10 = v5 - v3, z11 = v1 + v7, z12 = v1 - v7;
        Vector256<float> o7 = z11 + z13;
        Vector256<float> o11 = (z11 - z13) * root2;
        Vector256<float> z5 = (z10 + z12) * Vector256.Create(1.847759065f);
        Vector256<float> o10 = z5 - z12 * Vector256.Create(1.082392200f);
        Vector256<float> o12 = z5 - z10 * Vector256.Create(2.613125930f);
        Vector256<float> o6 = o12 - o7, o5 = o11 - o6, o4 = o10 - o5;

        v0 = e0 + o7;
        v7 = e0 - o7;
        v1 = e1 + o6;
        v6 = e1 - o6;
        v2 = e2 + o5;
        v5 = e2 - o5;
        v3 = e3 + o4;
        v4 = e3 - o4;
    }
}
