using System.Buffers;
using System.Runtime.InteropServices;
using static Gantry.Codecs.Jpeg2000.Lifting;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>
/// The inverse wavelet transforms (ITU-T T.800 F.3) of one level, in place on a plane whose subbands lie as <see cref="TileLayout"/> puts them:
/// rows first into scratch memory, then columns back into the plane, each lifted while low and high samples still lie apart.
/// </summary>
internal static class InverseWavelet
{
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
            // A low row, then the high one above it, whose neighbours are there then.
            for (int i = 0; i < Math.Max(low, high + 1 - odd); i++)
            {
                int h = i - 1 + odd, y = 2 * h + 1 - odd;
                if (i < low)
                {
                    int before = low + Math.Max(0, h), after = low + Math.Min(high - 1, h + 1);
                    Update53(Row(tile, width, i), Row(tile, width, before), Row(tile, width, after), Row(plane, pitch, 2 * i + odd), isLess: true);
                }

                if (h >= 0 && h < high)
                {
                    Predict53(Row(tile, width, low + h), Row(plane, pitch, Mirror(y - 1, height)), Row(plane, pitch, Mirror(y + 1, height)), Row(plane, pitch, y), isLess: false);
                }
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
            StepRows97(plane, pitch, width, height, odd, -Delta);
            StepRows97(plane, pitch, width, height, 1 - odd, -Gamma);
            StepRows97(plane, pitch, width, height, odd, -Beta);
            StepRows97(plane, pitch, width, height, 1 - odd, -Alpha);
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    private static Span<T> Row<T>(Span<T> rows, int pitch, int y) => rows.Slice(y * pitch, Math.Min(pitch, rows.Length - y * pitch));

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
        Update53(from[..low], highs[odd..], highs[(odd + 1)..], lows[1..], isLess: true);
        Extend(lows, low);
        Predict53(from[low..], lows[(1 - odd)..], lows[(2 - odd)..], highs[1..], isLess: false);
        Join(lows.Slice(1, low), highs.Slice(1, high), to, odd);
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
        Step97(lows.Slice(1, low), highs[odd..], highs[(odd + 1)..], -Delta);
        Extend(lows, low);
        Step97(highs.Slice(1, high), lows[(1 - odd)..], lows[(2 - odd)..], -Gamma);
        Extend(highs, high);
        Step97(lows.Slice(1, low), highs[odd..], highs[(odd + 1)..], -Beta);
        Extend(lows, low);
        Step97(highs.Slice(1, high), lows[(1 - odd)..], lows[(2 - odd)..], -Alpha);
        Join(MemoryMarshal.Cast<float, int>(lows.Slice(1, low)), MemoryMarshal.Cast<float, int>(highs.Slice(1, high)), MemoryMarshal.Cast<float, int>(to), odd);
    }

    private static void Join(ReadOnlySpan<int> lows, ReadOnlySpan<int> highs, Span<int> to, int odd) =>
        Interleave(odd == 0 ? lows : highs, odd == 0 ? highs : lows, to);
}
