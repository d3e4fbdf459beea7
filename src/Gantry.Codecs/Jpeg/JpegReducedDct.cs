using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gantry.Codecs.Jpeg;

/// <summary>
/// The inverse cosine transform of the lowest 4x4, 2x2 or 1x1 coefficients of a block, which gives the block at a half, a quarter or an eighth of its size: its
/// frequencies above those are what cannot be shown there. Samples lie in the middle of the pixels whose place they take.
/// </summary>
internal static class JpegReducedDct
{
    /// <summary>1/√8, and half the cosines of π/8 and 3π/8: the transform of four points with the scale of one of eight.</summary>
    private const float Even = 0.353553391f, Near = 0.461939766f, Far = 0.191341716f;

    /// <summary>Multipliers of coefficients in zigzag order, stored column by column.</summary>
    public static void Scale(ReadOnlySpan<ushort> quantisation, Span<float> table)
    {
        for (int k = 0; k < 64; k++)
        {
            table[JpegZigzag.Columns[k]] = quantisation[k];
        }
    }

    /// <summary>Transforms a block and stores it, level-shifted and clamped to 0..<paramref name="maxValue"/>.</summary>
    /// <param name="coefficients">64 quantised coefficients, column by column.</param>
    /// <param name="multipliers">64 of <see cref="Scale"/>.</param>
    /// <param name="side">4, 2 or 1.</param>
    /// <param name="output">First sample of the block; as many rows of <paramref name="pitch"/> samples follow.</param>
    public static void Transform(ReadOnlySpan<short> coefficients, ReadOnlySpan<float> multipliers, int side, Span<ushort> output, int pitch, float levelShift, float maxValue)
    {
        float shift = levelShift + 0.5f;
        if (side == 4)
        {
            TransformFour(coefficients, multipliers, output, pitch, shift, maxValue);
            return;
        }

        float mean = (coefficients[0] * multipliers[0] / 8) + shift;
        if (side == 1)
        {
            output[0] = Level(mean, maxValue);
            return;
        }

        float across = coefficients[8] * multipliers[8] / 8, down = coefficients[1] * multipliers[1] / 8, both = coefficients[9] * multipliers[9] / 8;
        output[0] = Level(mean + across + down + both, maxValue);
        output[1] = Level(mean - across + down - both, maxValue);
        output[pitch] = Level(mean + across - down - both, maxValue);
        output[pitch + 1] = Level(mean - across - down + both, maxValue);
    }

    private static void TransformFour(ReadOnlySpan<short> coefficients, ReadOnlySpan<float> multipliers, Span<ushort> output, int pitch, float shift, float maxValue)
    {
        Vector128<float> v0 = Row(coefficients, multipliers, 0), v1 = Row(coefficients, multipliers, 1), v2 = Row(coefficients, multipliers, 2), v3 = Row(coefficients, multipliers, 3);
        Columns(ref v0, ref v1, ref v2, ref v3);
        Transpose(ref v0, ref v1, ref v2, ref v3);
        Columns(ref v0, ref v1, ref v2, ref v3);
        Store(v0, shift, maxValue, output);
        Store(v1, shift, maxValue, output[pitch..]);
        Store(v2, shift, maxValue, output[(2 * pitch)..]);
        Store(v3, shift, maxValue, output[(3 * pitch)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Row(ReadOnlySpan<short> coefficients, ReadOnlySpan<float> multipliers, int row) =>
        Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.Create(coefficients.Slice(8 * row, 8)))) * Vector128.Create(multipliers.Slice(8 * row, 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(ref Vector128<float> v0, ref Vector128<float> v1, ref Vector128<float> v2, ref Vector128<float> v3)
    {
        Vector128<float> first = (v0 + v2) * Even, second = (v0 - v2) * Even;
        Vector128<float> outer = (v1 * Near) + (v3 * Far), inner = (v1 * Far) - (v3 * Near);
        v0 = first + outer;
        v1 = second + inner;
        v2 = second - inner;
        v3 = first - outer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector128<float> v0, ref Vector128<float> v1, ref Vector128<float> v2, ref Vector128<float> v3)
    {
        Vector256<float> low = Vector256.Create(v0, v1), high = Vector256.Create(v2, v3);
        Vector256<int> pairs = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);
        low = Vector256.Shuffle(low, pairs);
        high = Vector256.Shuffle(high, pairs);
        Vector256<double> first = low.AsDouble(), second = high.AsDouble();
        v0 = Vector128.Create(first[0], second[0]).AsSingle();
        v1 = Vector128.Create(first[1], second[1]).AsSingle();
        v2 = Vector128.Create(first[2], second[2]).AsSingle();
        v3 = Vector128.Create(first[3], second[3]).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> row, float shift, float maxValue, Span<ushort> output)
    {
        Vector128<float> clamped = Vector128.MinNative(Vector128.MaxNative(row + Vector128.Create(shift), Vector128<float>.Zero), Vector128.Create(maxValue));
        Vector128<int> whole = Vector128.ConvertToInt32Native(clamped);
        Vector128.Narrow(whole.AsUInt32(), whole.AsUInt32()).GetLower().CopyTo(output);
    }

    private static ushort Level(float value, float maxValue) => (ushort)Math.Min(Math.Max(value, 0), maxValue);
}
