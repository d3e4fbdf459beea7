using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>
/// The inverse wavelet transforms (ITU-T T.800 F.3) of one level, in place on a plane whose subbands lie as <see cref="TileLayout"/> puts them:
/// rows first into scratch memory, then columns back into the plane, each lifted while low and high samples still lie apart.
/// </summary>
internal static class InverseWavelet
{
    private const float Alpha = -1.586134342059924f, Beta = -0.052980118572961f, Gamma = 0.882911075530934f, Delta = 0.443506852043971f, K = 1.230174104914001f;

    /// <summary>Undoes one level of the 5/3 transform.</summary>
    /// <param name="plane">Rows of <paramref name="pitch"/> coefficients.</param>
    /// <param name="extent">The resolution that comes out; its corner's parity says which samples are low.</param>
    public static void Reversible(Span<int> plane, int pitch, Extent extent)
    {
        int width = extent.Width, height = extent.Height;
        if (extent.IsEmpty)
        {
            return;
        }

        int[] scratch = ArrayPool<int>.Shared.Rent(width * height + 2 * (width + 8));
        Span<int> tile = scratch.AsSpan(0, width * height);
        Span<int> lows = scratch.AsSpan(width * height, width / 2 + 4), highs = scratch.AsSpan(width * height + width / 2 + 4, width / 2 + 4);
        for (int y = 0; y < height; y++)
        {
            Lift53(plane.Slice(y * pitch, width), Row(tile, width, y), lows, highs, extent.X0 & 1);
        }

        int odd = extent.Y0 & 1;
        int low = (height + 1 - odd) / 2, high = height - low;
        if (height == 1)
        {
            for (int x = 0; x < width; x++)
            {
                plane[x] = tile[x] >> odd;
            }
        }
        else
        {
            for (int i = 0; i < low; i++)
            {
                int before = low + Math.Max(0, i - 1 + odd), after = low + Math.Min(high - 1, i + odd);
                Update53(Row(tile, width, i), Row(tile, width, before), Row(tile, width, after), Row(plane, pitch, 2 * i + odd));
            }

            for (int i = 0; i < high; i++)
            {
                int y = 2 * i + 1 - odd;
                Predict53(Row(tile, width, low + i), Row(plane, pitch, Mirror(y - 1, height)), Row(plane, pitch, Mirror(y + 1, height)), Row(plane, pitch, y));
            }
        }

        ArrayPool<int>.Shared.Return(scratch);
    }

    /// <summary>Undoes one level of the 9/7 transform.</summary>
    public static void Irreversible(Span<float> plane, int pitch, Extent extent)
    {
        int width = extent.Width, height = extent.Height;
        if (extent.IsEmpty)
        {
            return;
        }

        float[] scratch = ArrayPool<float>.Shared.Rent(width * height + 2 * (width + 8));
        Span<float> tile = scratch.AsSpan(0, width * height);
        Span<float> lows = scratch.AsSpan(width * height, width / 2 + 4), highs = scratch.AsSpan(width * height + width / 2 + 4, width / 2 + 4);
        for (int y = 0; y < height; y++)
        {
            Lift97(plane.Slice(y * pitch, width), Row(tile, width, y), lows, highs, extent.X0 & 1);
        }

        int odd = extent.Y0 & 1;
        int low = (height + 1 - odd) / 2;
        for (int i = 0; i < height; i++)
        {
            float factor = height == 1 ? odd == 1 ? 0.5f : 1 : i < low ? K : 1 / K;
            Scale(Row(tile, width, i), factor, Row(plane, pitch, i < low ? 2 * i + odd : 2 * (i - low) + 1 - odd));
        }

        if (height > 1)
        {
            StepRows(plane, pitch, width, height, odd, -Delta);
            StepRows(plane, pitch, width, height, 1 - odd, -Gamma);
            StepRows(plane, pitch, width, height, odd, -Beta);
            StepRows(plane, pitch, width, height, 1 - odd, -Alpha);
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    private static Span<T> Row<T>(Span<T> rows, int pitch, int y) => rows.Slice(y * pitch, Math.Min(pitch, rows.Length - y * pitch));

    /// <summary>Whole-sample symmetric extension (F.3.7).</summary>
    private static int Mirror(int i, int length) => i < 0 ? -i : i >= length ? 2 * length - 2 - i : i;

    /// <param name="from">Low samples, then high ones.</param>
    /// <param name="to">Gets them in their order.</param>
    /// <param name="lows">Scratch: low samples from entry 1, extended on both sides.</param>
    /// <param name="highs">The same of high samples.</param>
    private static void Lift53(ReadOnlySpan<int> from, Span<int> to, Span<int> lows, Span<int> highs, int odd)
    {
        int low = (from.Length + 1 - odd) / 2, high = from.Length - low;
        if (from.Length == 1)
        {
            to[0] = from[0] >> odd;
            return;
        }

        from[low..].CopyTo(highs[1..]);
        Extend(highs, high);
        Update53(from[..low], highs[odd..], highs[(odd + 1)..], lows[1..]);
        Extend(lows, low);
        Predict53(from[low..], lows[(1 - odd)..], lows[(2 - odd)..], highs[1..]);
        Interleave(lows.Slice(1, low), highs.Slice(1, high), to, odd);
    }

    private static void Lift97(ReadOnlySpan<float> from, Span<float> to, Span<float> lows, Span<float> highs, int odd)
    {
        int low = (from.Length + 1 - odd) / 2, high = from.Length - low;
        if (from.Length == 1)
        {
            to[0] = from[0] * (odd == 1 ? 0.5f : 1);
            return;
        }

        Scale(from[..low], K, lows[1..]);
        Scale(from[low..], 1 / K, highs[1..]);
        Extend(highs, high);
        Step(lows.Slice(1, low), highs[odd..], highs[(odd + 1)..], -Delta);
        Extend(lows, low);
        Step(highs.Slice(1, high), lows[(1 - odd)..], lows[(2 - odd)..], -Gamma);
        Extend(highs, high);
        Step(lows.Slice(1, low), highs[odd..], highs[(odd + 1)..], -Beta);
        Extend(lows, low);
        Step(highs.Slice(1, high), lows[(1 - odd)..], lows[(2 - odd)..], -Alpha);
        Interleave(MemoryMarshal.Cast<float, int>(lows.Slice(1, low)), MemoryMarshal.Cast<float, int>(highs.Slice(1, high)), MemoryMarshal.Cast<float, int>(to), odd);
    }

    private static void Extend<T>(Span<T> samples, int count)
    {
        samples[0] = samples[1];
        samples[count + 1] = samples[count];
    }

    private static void Interleave(ReadOnlySpan<int> lows, ReadOnlySpan<int> highs, Span<int> to, int odd)
    {
        ReadOnlySpan<int> first = odd == 0 ? lows : highs, second = odd == 0 ? highs : lows;
        int i = 0;
        if (Avx2.IsSupported)
        {
            for (; i + 8 <= second.Length; i += 8)
            {
                Vector256<int> a = Vector256.Create(first[i..]), b = Vector256.Create(second[i..]);
                Vector256<int> bottom = Avx2.UnpackLow(a, b), top = Avx2.UnpackHigh(a, b);
                Avx2.Permute2x128(bottom, top, 0x20).CopyTo(to[(2 * i)..]);
                Avx2.Permute2x128(bottom, top, 0x31).CopyTo(to[(2 * i + 8)..]);
            }
        }

        for (; i < second.Length; i++)
        {
            to[2 * i] = first[i];
            to[2 * i + 1] = second[i];
        }

        if (first.Length > second.Length)
        {
            to[2 * i] = first[i];
        }
    }

    private static void Update53(ReadOnlySpan<int> low, ReadOnlySpan<int> before, ReadOnlySpan<int> after, Span<int> to)
    {
        int x = 0;
        var two = new Vector<int>(2);
        for (; x + Vector<int>.Count <= low.Length; x += Vector<int>.Count)
        {
            Vector<int> sum = new Vector<int>(before[x..]) + new Vector<int>(after[x..]) + two;
            (new Vector<int>(low[x..]) - Vector.ShiftRightArithmetic(sum, 2)).CopyTo(to[x..]);
        }

        for (; x < low.Length; x++)
        {
            to[x] = low[x] - ((before[x] + after[x] + 2) >> 2);
        }
    }

    private static void Predict53(ReadOnlySpan<int> high, ReadOnlySpan<int> before, ReadOnlySpan<int> after, Span<int> to)
    {
        int x = 0;
        for (; x + Vector<int>.Count <= high.Length; x += Vector<int>.Count)
        {
            Vector<int> sum = new Vector<int>(before[x..]) + new Vector<int>(after[x..]);
            (new Vector<int>(high[x..]) + Vector.ShiftRightArithmetic(sum, 1)).CopyTo(to[x..]);
        }

        for (; x < high.Length; x++)
        {
            to[x] = high[x] + ((before[x] + after[x]) >> 1);
        }
    }

    private static void StepRows(Span<float> plane, int pitch, int width, int height, int first, float factor)
    {
        for (int y = first; y < height; y += 2)
        {
            Step(Row(plane, pitch, y)[..width], Row(plane, pitch, Mirror(y - 1, height)), Row(plane, pitch, Mirror(y + 1, height)), factor);
        }
    }

    private static void Step(Span<float> line, ReadOnlySpan<float> before, ReadOnlySpan<float> after, float factor)
    {
        int x = 0;
        for (; x + Vector<float>.Count <= line.Length; x += Vector<float>.Count)
        {
            (new Vector<float>(line[x..]) + (new Vector<float>(before[x..]) + new Vector<float>(after[x..])) * factor).CopyTo(line[x..]);
        }

        for (; x < line.Length; x++)
        {
            line[x] += factor * (before[x] + after[x]);
        }
    }

    private static void Scale(ReadOnlySpan<float> from, float factor, Span<float> to)
    {
        int x = 0;
        for (; x + Vector<float>.Count <= from.Length; x += Vector<float>.Count)
        {
            (new Vector<float>(from[x..]) * factor).CopyTo(to[x..]);
        }

        for (; x < from.Length; x++)
        {
            to[x] = from[x] * factor;
        }
    }
}
