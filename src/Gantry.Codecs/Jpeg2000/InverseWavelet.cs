using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>The inverse wavelet transforms (ITU-T T.800 F.3), in place on a plane whose subbands lie as <see cref="TileLayout"/> puts them.</summary>
internal static class InverseWavelet
{
    private const float Alpha = -1.586134342059924f, Beta = -0.052980118572961f, Gamma = 0.882911075530934f, Delta = 0.443506852043971f, K = 1.230174104914001f;

    /// <summary>Undoes one level of the 5/3 transform.</summary>
    /// <param name="plane">Rows of <paramref name="pitch"/> coefficients.</param>
    /// <param name="extent">The resolution that comes out; its corner's parity says which samples are low.</param>
    public static void Reversible(Span<int> plane, int pitch, Extent extent)
    {
        int width = extent.Width, height = extent.Height;
        int[] scratch = ArrayPool<int>.Shared.Rent(Math.Max(width, 1) * Math.Max(height, 1));
        try
        {
            Span<int> line = scratch.AsSpan(0, width);
            int odd = extent.X0 & 1;
            for (int y = 0; y < height; y++)
            {
                Span<int> row = plane.Slice(y * pitch, width);
                Interleave<int>(row, line, odd);
                Lift53(line, odd);
                line.CopyTo(row);
            }

            Span<int> tile = scratch.AsSpan(0, width * height);
            int oddY = extent.Y0 & 1;
            InterleaveRows<int>(plane, pitch, tile, width, height, oddY);
            if (height == 1)
            {
                if (oddY == 1)
                {
                    for (int x = 0; x < width; x++)
                    {
                        tile[x] >>= 1;
                    }
                }
            }
            else
            {
                for (int y = oddY; y < height; y += 2)
                {
                    UpdateLow(Row(tile, width, y), Row(tile, width, Mirror(y - 1, height)), Row(tile, width, Mirror(y + 1, height)));
                }

                for (int y = 1 - oddY; y < height; y += 2)
                {
                    PredictHigh(Row(tile, width, y), Row(tile, width, Mirror(y - 1, height)), Row(tile, width, Mirror(y + 1, height)));
                }
            }

            for (int y = 0; y < height; y++)
            {
                Row(tile, width, y).CopyTo(plane[(y * pitch)..]);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(scratch);
        }
    }

    /// <summary>Undoes one level of the 9/7 transform.</summary>
    public static void Irreversible(Span<float> plane, int pitch, Extent extent)
    {
        int width = extent.Width, height = extent.Height;
        float[] scratch = ArrayPool<float>.Shared.Rent(Math.Max(width, 1) * Math.Max(height, 1));
        try
        {
            Span<float> line = scratch.AsSpan(0, width);
            int odd = extent.X0 & 1;
            for (int y = 0; y < height; y++)
            {
                Span<float> row = plane.Slice(y * pitch, width);
                Interleave<float>(row, line, odd);
                Lift97(line, odd);
                line.CopyTo(row);
            }

            Span<float> tile = scratch.AsSpan(0, width * height);
            int oddY = extent.Y0 & 1;
            InterleaveRows<float>(plane, pitch, tile, width, height, oddY);
            if (height == 1)
            {
                if (oddY == 1)
                {
                    Scale(tile, 0.5f);
                }
            }
            else
            {
                for (int y = 0; y < height; y++)
                {
                    Scale(Row(tile, width, y), (y & 1) == oddY ? K : 1 / K);
                }

                StepRows(tile, width, height, oddY, -Delta);
                StepRows(tile, width, height, 1 - oddY, -Gamma);
                StepRows(tile, width, height, oddY, -Beta);
                StepRows(tile, width, height, 1 - oddY, -Alpha);
            }

            for (int y = 0; y < height; y++)
            {
                Row(tile, width, y).CopyTo(plane[(y * pitch)..]);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
        }
    }

    private static Span<T> Row<T>(Span<T> tile, int width, int y) => tile.Slice(y * width, width);

    /// <summary>Whole-sample symmetric extension (F.3.7).</summary>
    private static int Mirror(int i, int length) => i < 0 ? -i : i >= length ? 2 * length - 2 - i : i;

    private static void Interleave<T>(ReadOnlySpan<T> halves, Span<T> line, int odd)
    {
        int low = (line.Length + 1 - odd) / 2;
        for (int i = 0; i < low; i++)
        {
            line[2 * i + odd] = halves[i];
        }

        for (int i = low; i < line.Length; i++)
        {
            line[2 * (i - low) + 1 - odd] = halves[i];
        }
    }

    private static void InterleaveRows<T>(ReadOnlySpan<T> plane, int pitch, Span<T> tile, int width, int height, int odd)
    {
        int low = (height + 1 - odd) / 2;
        for (int y = 0; y < height; y++)
        {
            int to = y < low ? 2 * y + odd : 2 * (y - low) + 1 - odd;
            plane.Slice(y * pitch, width).CopyTo(tile[(to * width)..]);
        }
    }

    private static void Lift53(Span<int> line, int odd)
    {
        int n = line.Length;
        if (n == 1)
        {
            line[0] >>= odd;
            return;
        }

        for (int i = odd; i < n; i += 2)
        {
            line[i] -= (line[Mirror(i - 1, n)] + line[Mirror(i + 1, n)] + 2) >> 2;
        }

        for (int i = 1 - odd; i < n; i += 2)
        {
            line[i] += (line[Mirror(i - 1, n)] + line[Mirror(i + 1, n)]) >> 1;
        }
    }

    private static void UpdateLow(Span<int> low, ReadOnlySpan<int> above, ReadOnlySpan<int> below)
    {
        int x = 0;
        var two = new Vector<int>(2);
        for (; x + Vector<int>.Count <= low.Length; x += Vector<int>.Count)
        {
            Vector<int> sum = new Vector<int>(above[x..]) + new Vector<int>(below[x..]) + two;
            (new Vector<int>(low[x..]) - Vector.ShiftRightArithmetic(sum, 2)).CopyTo(low[x..]);
        }

        for (; x < low.Length; x++)
        {
            low[x] -= (above[x] + below[x] + 2) >> 2;
        }
    }

    private static void PredictHigh(Span<int> high, ReadOnlySpan<int> above, ReadOnlySpan<int> below)
    {
        int x = 0;
        for (; x + Vector<int>.Count <= high.Length; x += Vector<int>.Count)
        {
            Vector<int> sum = new Vector<int>(above[x..]) + new Vector<int>(below[x..]);
            (new Vector<int>(high[x..]) + Vector.ShiftRightArithmetic(sum, 1)).CopyTo(high[x..]);
        }

        for (; x < high.Length; x++)
        {
            high[x] += (above[x] + below[x]) >> 1;
        }
    }

    private static void Lift97(Span<float> line, int odd)
    {
        int n = line.Length;
        if (n == 1)
        {
            line[0] *= odd == 1 ? 0.5f : 1f;
            return;
        }

        for (int i = 0; i < n; i++)
        {
            line[i] *= (i & 1) == odd ? K : 1 / K;
        }

        Step(line, odd, -Delta);
        Step(line, 1 - odd, -Gamma);
        Step(line, odd, -Beta);
        Step(line, 1 - odd, -Alpha);
    }

    private static void Step(Span<float> line, int first, float factor)
    {
        int n = line.Length;
        for (int i = first; i < n; i += 2)
        {
            line[i] += factor * (line[Mirror(i - 1, n)] + line[Mirror(i + 1, n)]);
        }
    }

    private static void StepRows(Span<float> tile, int width, int height, int first, float factor)
    {
        for (int y = first; y < height; y += 2)
        {
            Span<float> row = Row(tile, width, y);
            ReadOnlySpan<float> above = Row(tile, width, Mirror(y - 1, height)), below = Row(tile, width, Mirror(y + 1, height));
            int x = 0;
            for (; x + Vector<float>.Count <= width; x += Vector<float>.Count)
            {
                (new Vector<float>(row[x..]) + (new Vector<float>(above[x..]) + new Vector<float>(below[x..])) * factor).CopyTo(row[x..]);
            }

            for (; x < width; x++)
            {
                row[x] += factor * (above[x] + below[x]);
            }
        }
    }

    private static void Scale(Span<float> row, float factor)
    {
        int x = 0;
        for (; x + Vector<float>.Count <= row.Length; x += Vector<float>.Count)
        {
            (new Vector<float>(row[x..]) * factor).CopyTo(row[x..]);
        }

        for (; x < row.Length; x++)
        {
            row[x] *= factor;
        }
    }
}
