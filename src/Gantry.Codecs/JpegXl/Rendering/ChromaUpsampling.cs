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
}
