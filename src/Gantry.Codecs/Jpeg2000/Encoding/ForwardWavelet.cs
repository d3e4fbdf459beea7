using System.Buffers;
using System.Numerics;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>The forward wavelet transforms (ITU-T T.800 F.4): one level, in place, subbands laid as <see cref="TileLayout"/> puts them.</summary>
internal static class ForwardWavelet
{
    private const float Alpha = -1.586134342059924f, Beta = -0.052980118572961f, Gamma = 0.882911075530934f, Delta = 0.443506852043971f, K = 1.230174104914001f;

    public static void Reversible(Span<int> plane, int pitch, Extent extent)
    {
        int width = extent.Width, height = extent.Height;
        int[] scratch = ArrayPool<int>.Shared.Rent(Math.Max(1, width * height));
        Span<int> tile = scratch.AsSpan(0, width * height);
        Gather<int>(plane, pitch, tile, width, height);
        int odd = extent.Y0 & 1;
        if (height == 1)
        {
            Shift(tile, odd);
        }
        else
        {
            for (int y = 1 - odd; y < height; y += 2)
            {
                ReadOnlySpan<int> above = Row(tile, width, Mirror(y - 1, height)), below = Row(tile, width, Mirror(y + 1, height));
                Span<int> row = Row(tile, width, y);
                for (int x = 0; x < width; x++)
                {
                    row[x] -= (above[x] + below[x]) >> 1;
                }
            }

            for (int y = odd; y < height; y += 2)
            {
                ReadOnlySpan<int> above = Row(tile, width, Mirror(y - 1, height)), below = Row(tile, width, Mirror(y + 1, height));
                Span<int> row = Row(tile, width, y);
                for (int x = 0; x < width; x++)
                {
                    row[x] += (above[x] + below[x] + 2) >> 2;
                }
            }
        }

        odd = extent.X0 & 1;
        for (int y = 0; y < height; y++)
        {
            Span<int> line = Row(tile, width, y);
            if (width == 1)
            {
                Shift(line, odd);
            }
            else
            {
                for (int i = 1 - odd; i < width; i += 2)
                {
                    line[i] -= (line[Mirror(i - 1, width)] + line[Mirror(i + 1, width)]) >> 1;
                }

                for (int i = odd; i < width; i += 2)
                {
                    line[i] += (line[Mirror(i - 1, width)] + line[Mirror(i + 1, width)] + 2) >> 2;
                }
            }
        }

        Scatter<int>(tile, plane, pitch, extent);
        ArrayPool<int>.Shared.Return(scratch);
    }

    public static void Irreversible(Span<float> plane, int pitch, Extent extent)
    {
        int width = extent.Width, height = extent.Height;
        float[] scratch = ArrayPool<float>.Shared.Rent(Math.Max(1, width * height));
        Span<float> tile = scratch.AsSpan(0, width * height);
        Gather<float>(plane, pitch, tile, width, height);
        int odd = extent.Y0 & 1;
        if (height > 1)
        {
            StepRows(tile, width, height, 1 - odd, Alpha);
            StepRows(tile, width, height, odd, Beta);
            StepRows(tile, width, height, 1 - odd, Gamma);
            StepRows(tile, width, height, odd, Delta);
        }

        for (int y = 0; y < height; y++)
        {
            Scale(Row(tile, width, y), height == 1 ? 1 + odd : (y & 1) == odd ? 1 / K : K);
        }

        odd = extent.X0 & 1;
        for (int y = 0; y < height; y++)
        {
            Span<float> line = Row(tile, width, y);
            if (width == 1)
            {
                Scale(line, 1 + odd);
                continue;
            }

            Step(line, 1 - odd, Alpha);
            Step(line, odd, Beta);
            Step(line, 1 - odd, Gamma);
            Step(line, odd, Delta);
            for (int i = 0; i < width; i++)
            {
                line[i] *= (i & 1) == odd ? 1 / K : K;
            }
        }

        Scatter<float>(tile, plane, pitch, extent);
        ArrayPool<float>.Shared.Return(scratch);
    }

    private static Span<T> Row<T>(Span<T> tile, int width, int y) => tile.Slice(y * width, width);

    /// <summary>Whole-sample symmetric extension (F.3.7).</summary>
    private static int Mirror(int i, int length) => i < 0 ? -i : i >= length ? 2 * length - 2 - i : i;

    private static void Gather<T>(ReadOnlySpan<T> plane, int pitch, Span<T> tile, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            plane.Slice(y * pitch, width).CopyTo(Row(tile, width, y));
        }
    }

    /// <summary>Low samples first, in both directions.</summary>
    private static void Scatter<T>(ReadOnlySpan<T> tile, Span<T> plane, int pitch, Extent extent)
    {
        int width = extent.Width, height = extent.Height, oddX = extent.X0 & 1, oddY = extent.Y0 & 1;
        int lowX = (width + 1 - oddX) / 2, lowY = (height + 1 - oddY) / 2;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<T> from = tile.Slice(y * width, width);
            Span<T> to = plane.Slice(((y & 1) == oddY ? y / 2 : lowY + y / 2) * pitch, width);
            for (int x = oddX, i = 0; x < width; x += 2, i++)
            {
                to[i] = from[x];
            }

            for (int x = 1 - oddX, i = lowX; x < width; x += 2, i++)
            {
                to[i] = from[x];
            }
        }
    }

    /// <summary>A single sample at an odd place is doubled (F.4.8).</summary>
    private static void Shift(Span<int> samples, int by)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] <<= by;
        }
    }

    private static void Scale(Span<float> samples, float factor)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] *= factor;
        }
    }

    private static void Step(Span<float> line, int first, float factor)
    {
        for (int i = first; i < line.Length; i += 2)
        {
            line[i] += factor * (line[Mirror(i - 1, line.Length)] + line[Mirror(i + 1, line.Length)]);
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
}
