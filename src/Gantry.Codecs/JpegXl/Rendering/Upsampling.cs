using Gantry.Codecs.JpegXl.Headers;

namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>Makes a frame two, four or eight times larger (18181-1 K.2): each new pixel a weighted mean of 25, within their range.</summary>
internal static class Upsampling
{
    public static FramePlanes? Apply(ref JxlBitReader reader, FramePlanes frame, int factor, ImageHeader image, int width, int height, JxlMemory memory)
    {
        int log = System.Numerics.BitOperations.Log2((uint)factor);
        float[] kernels = Kernels(image.UpsamplingWeights[log - 1] ?? UpsamplingWeights.Of(log), factor);
        FramePlanes? larger = FramePlanes.Create(ref reader, width, height, frame.Planes.Length, memory);
        for (int c = 0; larger is not null && c < frame.Planes.Length; c++)
        {
            using PaddedRows rows = new(frame, c, 2);
            for (int y = 0; y < frame.Height; y++)
            {
                rows.Enter(y);
                Enlarge(rows, y, factor, kernels, larger, c, frame.Width);
            }
        }

        frame.Release(memory);
        return larger;
    }

    private static void Enlarge(PaddedRows rows, int y, int factor, float[] kernels, FramePlanes to, int channel, int width)
    {
        Span<float> near = stackalloc float[25];
        for (int x = 0; x < width; x++)
        {
            float least = float.MaxValue, most = float.MinValue;
            for (int i = 0; i < 25; i++)
            {
                float value = rows[y + (i / 5) - 2][PaddedRows.Pad + x + (i % 5) - 2];
                near[i] = value;
                least = Math.Min(least, value);
                most = Math.Max(most, value);
            }

            for (int i = 0; i < factor * factor; i++)
            {
                int toX = (x * factor) + (i % factor), toY = (y * factor) + (i / factor);
                if (toX >= to.Width || toY >= to.Height)
                {
                    continue;
                }

                ReadOnlySpan<float> kernel = kernels.AsSpan(25 * i, 25);
                float sum = 0;
                for (int k = 0; k < 25; k++)
                {
                    sum += kernel[k] * near[k];
                }

                to.Row(channel, toY)[toX] = Math.Min(Math.Max(sum, least), most);
            }
        }
    }

    /// <summary>25 weights for each of the pixels that one becomes; by symmetry far fewer are told.</summary>
    private static float[] Kernels(ReadOnlySpan<float> weights, int factor)
    {
        float[] kernels = new float[25 * factor * factor];
        int half = factor / 2;
        for (int i = 0; i < kernels.Length; i++)
        {
            int pixel = i / 25, place = i % 25;
            int a = Index(pixel / factor, place / 5, half, factor), b = Index(pixel % factor, place % 5, half, factor);
            int high = Math.Max(a, b), low = Math.Min(a, b);
            kernels[i] = weights[(5 * half * low) - (low * (low - 1) / 2) + high - low];
        }

        return kernels;
    }

    private static int Index(int pixel, int place, int half, int factor) => pixel < half ? place + (5 * pixel) : 4 - place + (5 * (factor - 1 - pixel));
}
