namespace Gantry.Imaging.Rendering;

/// <summary>Brings a picture to another size: each new sample is a mean weighted by distance over all old ones that it covers.</summary>
internal static class Resampler
{
    public static Picture Resize(Picture picture, int width, int height)
    {
        if (picture.Width == width && picture.Height == height)
        {
            return picture;
        }

        int components = picture.Components;
        Weights across = Weights.Of(picture.Width, width), down = Weights.Of(picture.Height, height);
        float[] rows = new float[picture.Height * width * components];
        for (int y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<byte> from = picture.Samples.AsSpan(y * picture.Width * components, picture.Width * components);
            Span<float> to = rows.AsSpan(y * width * components, width * components);
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<float> weights = across.At(x, out int first);
                for (int c = 0; c < components; c++)
                {
                    float sum = 0;
                    for (int i = 0; i < weights.Length; i++)
                    {
                        sum += weights[i] * from[((first + i) * components) + c];
                    }

                    to[(x * components) + c] = sum;
                }
            }
        }

        byte[] samples = new byte[width * height * components];
        int row = width * components;
        float[] line = new float[row];
        for (int y = 0; y < height; y++)
        {
            line.AsSpan().Fill(0.5f);
            ReadOnlySpan<float> weights = down.At(y, out int first);
            for (int i = 0; i < weights.Length; i++)
            {
                ReadOnlySpan<float> from = rows.AsSpan((first + i) * row, row);
                for (int x = 0; x < row; x++)
                {
                    line[x] += weights[i] * from[x];
                }
            }

            Span<byte> to = samples.AsSpan(y * row, row);
            for (int x = 0; x < row; x++)
            {
                to[x] = (byte)line[x];
            }
        }

        return new Picture(width, height, picture.IsColour, samples);
    }

    private sealed class Weights(int span, int[] first, int[] count, float[] values)
    {
        public ReadOnlySpan<float> At(int index, out int start)
        {
            start = first[index];
            return values.AsSpan(index * span, count[index]);
        }

        public static Weights Of(int from, int to)
        {
            double scale = (double)from / to;
            double reach = Math.Max(1, scale);
            int span = (int)Math.Ceiling(2 * reach) + 2;
            int[] first = new int[to], count = new int[to];
            float[] values = new float[to * span];
            for (int i = 0; i < to; i++)
            {
                double center = ((i + 0.5) * scale) - 0.5;
                int start = Math.Max(0, (int)Math.Ceiling(center - reach)), end = Math.Min(from - 1, (int)Math.Floor(center + reach));
                double sum = 0;
                for (int j = start; j <= end; j++)
                {
                    sum += 1 - (Math.Abs(j - center) / reach);
                }

                first[i] = start;
                count[i] = end - start + 1;
                for (int j = start; j <= end; j++)
                {
                    values[(i * span) + j - start] = (float)((1 - (Math.Abs(j - center) / reach)) / sum);
                }
            }

            return new Weights(span, first, count, values);
        }
    }
}
