namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>Doubles subsampled chroma: three quarters of the nearer pixel, one of the farther (18181-1 J.1).</summary>
internal static class ChromaUpsampling
{
    /// <summary>The plane at full width.</summary>
    public static void Widen(ReadOnlySpan<float> from, int width, int height, int stride, Span<float> to, int toStride)
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> row = from.Slice(y * stride, width);
            Span<float> wide = to.Slice(y * toStride, 2 * width);
            for (int x = 0; x < row.Length; x++)
            {
                float here = 0.75f * row[x];
                wide[2 * x] = here + (0.25f * row[Math.Max(0, x - 1)]);
                wide[(2 * x) + 1] = here + (0.25f * row[Math.Min(row.Length - 1, x + 1)]);
            }
        }
    }

    /// <summary>The plane at full height.</summary>
    public static void Heighten(ReadOnlySpan<float> from, int width, int height, int stride, Span<float> to, int toStride)
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> above = from.Slice(Math.Max(0, y - 1) * stride, width), here = from.Slice(y * stride, width), below = from.Slice(Math.Min(height - 1, y + 1) * stride, width);
            Span<float> upper = to.Slice(2 * y * toStride, width), lower = to.Slice(((2 * y) + 1) * toStride, width);
            for (int x = 0; x < here.Length; x++)
            {
                float own = 0.75f * here[x];
                upper[x] = own + (0.25f * above[x]);
                lower[x] = own + (0.25f * below[x]);
            }
        }
    }

    /// <summary>To whole levels of eight bits, up and down in turns as JPEG's decoders do.</summary>
    /// <param name="plane">Around zero.</param>
    /// <param name="width">Pixels in a line.</param>
    /// <param name="height">Lines.</param>
    /// <param name="stride">From line to line.</param>
    /// <param name="isWidened">It was made wider.</param>
    /// <param name="isHeightened">It was made higher.</param>
    public static void Round(Span<float> plane, int width, int height, int stride, bool isWidened, bool isHeightened)
    {
        // A little more than sixteenths need, for what single precision loses.
        const float Slack = 1 / 64f;
        for (int y = 0; y < height; y++)
        {
            Span<float> row = plane.Slice(y * stride, width);
            float even = 128 + Slack + (isWidened ? isHeightened ? 0.5f : 0.25f : (y & 1) != 0 ? 0.5f : 0.25f);
            float odd = 128 + Slack + (isWidened ? isHeightened ? 0.4375f : 0.5f : (y & 1) != 0 ? 0.5f : 0.25f);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = (MathF.Floor((row[x] * 255) + ((x & 1) == 0 ? even : odd)) - 128) / 255;
            }
        }
    }
}
