using System.Buffers;
using System.Runtime.Intrinsics;

namespace Gantry.Imaging.Rendering;

/// <summary>Brings a picture to another size: each new sample is a mean weighted by distance over all old ones that it covers.</summary>
internal static class Resampler
{
    /// <summary>Resizes a picture, or the part of it from <paramref name="area"/> on; the part's edges may lie within pixels.</summary>
    public static Picture Resize(Picture picture, PictureArea area, int width, int height)
    {
        if (area == new PictureArea(0, 0, width, height) && picture.Width == width && picture.Height == height)
        {
            return picture;
        }

        int components = picture.Components;
        Weights across = Weights.Of(picture.Width, area.X, area.Width, width), down = Weights.Of(picture.Height, area.Y, area.Height, height);
        int row = picture.Width * components;
        // Four more than a row: weights come in fours, the last of them zeros.
        float[] line = ArrayPool<float>.Shared.Rent(row + 4);
        line.AsSpan(row, 4).Clear();
        byte[] samples = GC.AllocateUninitializedArray<byte>(width * height * components);
        for (int y = 0; y < height; y++)
        {
            Blend(picture.Samples, row, down.At(y, out int top), top, line.AsSpan(0, row));
            Span<byte> to = samples.AsSpan(y * width * components, width * components);
            if (components == 1)
            {
                for (int x = 0; x < to.Length; x++)
                {
                    to[x] = (byte)(across.Dot(x, line) + 0.5f);
                }

                continue;
            }

            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<float> weights = across.At(x, out int first);
                for (int c = 0; c < components; c++)
                {
                    ReadOnlySpan<float> from = line.AsSpan((first * components) + c, ((weights.Length - 1) * components) + 1);
                    float sum = 0.5f;
                    for (int i = 0, at = 0; i < weights.Length; i++, at += components)
                    {
                        sum += weights[i] * from[at];
                    }

                    to[(x * components) + c] = (byte)sum;
                }
            }
        }

        ArrayPool<float>.Shared.Return(line);
        return new Picture(width, height, picture.IsColour, samples);
    }

    /// <summary>The mean of rows from <paramref name="top"/> on, each with its weight.</summary>
    private static void Blend(ReadOnlySpan<byte> samples, int row, ReadOnlySpan<float> weights, int top, Span<float> line)
    {
        ReadOnlySpan<byte> from = samples.Slice(top * row, weights.Length * row);
        int x = 0;
        for (; x + 16 <= row; x += 16)
        {
            Vector256<float> low = Vector256<float>.Zero, high = Vector256<float>.Zero;
            for (int i = 0, at = x; i < weights.Length; i++, at += row)
            {
                Vector256<float> weight = Vector256.Create(weights[i]);
                (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(Vector256.WidenLower(Vector128.Create(from[at..]).ToVector256Unsafe()));
                low += weight * Vector256.ConvertToSingle(first.AsInt32());
                high += weight * Vector256.ConvertToSingle(second.AsInt32());
            }

            low.CopyTo(line[x..]);
            high.CopyTo(line[(x + 8)..]);
        }

        for (; x < row; x++)
        {
            float sum = 0;
            for (int i = 0, at = x; i < weights.Length; i++, at += row)
            {
                sum += weights[i] * from[at];
            }

            line[x] = sum;
        }
    }

    private sealed class Weights(int span, int[] first, int[] count, float[] values)
    {
        public ReadOnlySpan<float> At(int index, out int start)
        {
            start = first[index];
            return values.AsSpan(index * span, count[index]);
        }

        /// <summary>The weighted sum of one sample's part of a line, which is four longer than what it holds.</summary>
        public float Dot(int index, ReadOnlySpan<float> line)
        {
            int length = (count[index] + 3) & ~3;
            ReadOnlySpan<float> from = line.Slice(first[index], length), weights = values.AsSpan(index * span, length);
            float sum = 0;
            for (int i = 0; i + 4 <= from.Length && i + 4 <= weights.Length; i += 4)
            {
                sum += ((weights[i] * from[i]) + (weights[i + 1] * from[i + 1])) + ((weights[i + 2] * from[i + 2]) + (weights[i + 3] * from[i + 3]));
            }

            return sum;
        }

        /// <param name="from">Samples that there are.</param>
        /// <param name="edge">Where the part of them that is wanted begins.</param>
        /// <param name="length">How long it is.</param>
        /// <param name="to">Samples that are made of it.</param>
        public static Weights Of(int from, double edge, double length, int to)
        {
            double scale = length / to;
            double reach = Math.Max(1, scale);
            int span = ((int)Math.Ceiling(2 * reach) + 5) & ~3;
            int[] first = new int[to], count = new int[to];
            float[] values = new float[to * span];
            for (int i = 0; i < to; i++)
            {
                double center = edge + ((i + 0.5) * scale) - 0.5;
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
