using System.Buffers;
using System.Runtime.InteropServices;
using static Gantry.Codecs.Jpeg2000.Lifting;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>
/// The forward wavelet transforms (ITU-T T.800 F.4) of one level, in place on a plane whose subbands lie afterwards as <see cref="TileLayout"/> puts them:
/// columns first into scratch memory, then rows back into the plane.
/// </summary>
internal static class ForwardWavelet
{
    /// <summary>One level of the 5/3 transform.</summary>
    /// <param name="plane">Rows of <paramref name="pitch"/> samples.</param>
    /// <param name="extent">What is transformed; its corner's parity says which samples are low.</param>
    public static void Reversible(Span<int> plane, int pitch, Extent extent)
    {
        int width = extent.Width, height = extent.Height;
        int[] scratch = ArrayPool<int>.Shared.Rent(width * height + 2 * (width + 8));
        Span<int> tile = scratch.AsSpan(0, width * height);
        int odd = extent.Y0 & 1;
        int low = (height + 1 - odd) / 2, high = height - low;
        if (height == 1)
        {
            Double(plane[..width], odd, tile);
        }
        else
        {
            // A high row, then the low one above it, whose neighbours are there then.
            for (int i = 0; i < Math.Max(high, low + odd); i++)
            {
                int y = 2 * i + 1 - odd, l = i - odd;
                if (i < high)
                {
                    Predict53(plane.Slice(y * pitch, width), plane[(Mirror(y - 1, height) * pitch)..], plane[(Mirror(y + 1, height) * pitch)..], Row(tile, width, low + i), isLess: true);
                }

                if (l >= 0 && l < low)
                {
                    int before = low + Math.Max(0, l - 1 + odd), after = low + Math.Min(high - 1, l + odd);
                    Update53(plane.Slice((2 * l + odd) * pitch, width), Row(tile, width, before), Row(tile, width, after), Row(tile, width, l), isLess: false);
                }
            }
        }

        Span<int> lows = scratch.AsSpan(width * height, width / 2 + 4), highs = scratch.AsSpan(width * height + width / 2 + 4, width / 2 + 4);
        for (int y = 0; y < height; y++)
        {
            Lift53(Row(tile, width, y), plane.Slice(y * pitch, width), lows, highs, extent.X0 & 1);
        }

        ArrayPool<int>.Shared.Return(scratch);
    }

    /// <summary>One level of the 9/7 transform.</summary>
    public static void Irreversible(Span<float> plane, int pitch, Extent extent)
    {
        int width = extent.Width, height = extent.Height;
        float[] scratch = ArrayPool<float>.Shared.Rent(width * height + 2 * (width + 8));
        Span<float> tile = scratch.AsSpan(0, width * height);
        int odd = extent.Y0 & 1;
        int low = (height + 1 - odd) / 2;
        if (height > 1)
        {
            StepRows97(plane, pitch, width, height, 1 - odd, Alpha);
            StepRows97(plane, pitch, width, height, odd, Beta);
            StepRows97(plane, pitch, width, height, 1 - odd, Gamma);
            StepRows97(plane, pitch, width, height, odd, Delta);
        }

        for (int y = 0; y < height; y++)
        {
            bool isLow = (y & 1) == odd;
            float factor = height == 1 ? 1 + odd : isLow ? 1 / K : K;
            Scale(plane.Slice(y * pitch, width), factor, Row(tile, width, isLow ? y / 2 : low + y / 2));
        }

        Span<float> lows = scratch.AsSpan(width * height, width / 2 + 4), highs = scratch.AsSpan(width * height + width / 2 + 4, width / 2 + 4);
        for (int y = 0; y < height; y++)
        {
            Lift97(Row(tile, width, y), plane.Slice(y * pitch, width), lows, highs, extent.X0 & 1);
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    private static Span<T> Row<T>(Span<T> tile, int width, int y) => tile.Slice(y * width, width);

    /// <param name="to">Gets low samples, then high ones.</param>
    /// <param name="lows">Scratch: low samples from entry 1, extended on both sides.</param>
    /// <param name="highs">The same of high samples.</param>
    private static void Lift53(ReadOnlySpan<int> from, Span<int> to, Span<int> lows, Span<int> highs, int odd)
    {
        int low = (from.Length + 1 - odd) / 2, high = from.Length - low;
        if (from.Length == 1)
        {
            Double(from, odd, to);
            return;
        }

        Part(from, lows.Slice(1, low), highs.Slice(1, high), odd);
        Extend(lows, low);
        Predict53(highs.Slice(1, high), lows[(1 - odd)..], lows[(2 - odd)..], highs[1..], isLess: true);
        Extend(highs, high);
        Update53(lows.Slice(1, low), highs[odd..], highs[(odd + 1)..], to, isLess: false);
        highs.Slice(1, high).CopyTo(to[low..]);
    }

    private static void Lift97(ReadOnlySpan<float> from, Span<float> to, Span<float> lows, Span<float> highs, int odd)
    {
        int low = (from.Length + 1 - odd) / 2, high = from.Length - low;
        if (from.Length == 1)
        {
            to[0] = from[0] * (1 + odd);
            return;
        }

        Part(MemoryMarshal.Cast<float, int>(from), MemoryMarshal.Cast<float, int>(lows.Slice(1, low)), MemoryMarshal.Cast<float, int>(highs.Slice(1, high)), odd);
        Extend(lows, low);
        Step97(highs.Slice(1, high), lows[(1 - odd)..], lows[(2 - odd)..], Alpha);
        Extend(highs, high);
        Step97(lows.Slice(1, low), highs[odd..], highs[(odd + 1)..], Beta);
        Extend(lows, low);
        Step97(highs.Slice(1, high), lows[(1 - odd)..], lows[(2 - odd)..], Gamma);
        Extend(highs, high);
        Step97(lows.Slice(1, low), highs[odd..], highs[(odd + 1)..], Delta);
        Scale(lows.Slice(1, low), 1 / K, to);
        Scale(highs.Slice(1, high), K, to[low..]);
    }

    private static void Part(ReadOnlySpan<int> from, Span<int> lows, Span<int> highs, int odd) =>
        Separate(from, odd == 0 ? lows : highs, odd == 0 ? highs : lows);

    /// <summary>A single sample at an odd place is doubled (F.4.8).</summary>
    private static void Double(ReadOnlySpan<int> from, int odd, Span<int> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = from[i] << odd;
        }
    }
}
