using System.Buffers;
using Gantry.Codecs.JpegXl.Headers;

namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>
/// Film grain that is described instead of coded (18181-1 K.5): random numbers, alike in every decoder, freed of their low frequencies and added in
/// XYB, the stronger as the frame's noise curve says for how bright a pixel is.
/// </summary>
internal sealed class NoiseSynthesis
{
    private const int Points = 8;

    /// <summary>How much of the noise is common to red and green, and how much each has for itself.</summary>
    private const float Common = 0.9921875f, Own = 0.0078125f, Norm = 0.22f;

    private readonly float[] curve = new float[Points];

    public static NoiseSynthesis Read(ref JxlBitReader reader)
    {
        NoiseSynthesis noise = new();
        for (int i = 0; i < Points; i++)
        {
            noise.curve[i] = reader.ReadInt(10) / 1024f;
        }

        return noise;
    }

    /// <summary>Adds the noise to a frame of XYB, at its full size.</summary>
    /// <param name="shown">Frames shown, this one with them.</param>
    /// <param name="hidden">Frames since then that were not, this one with them.</param>
    /// <param name="ratios">How much of Y is in X, and in B.</param>
    /// <returns>False where memory does not allow it, as the reader then tells.</returns>
    public bool Apply(ref JxlBitReader reader, FramePlanes frame, FrameHeader header, int shown, int hidden, (float X, float B) ratios, JxlMemory memory)
    {
        if (FramePlanes.Create(ref reader, frame.Width, frame.Height, 3, memory, areZeros: false) is not { } random)
        {
            return false;
        }

        for (int top = 0; top < frame.Height; top += header.GroupSize)
        {
            for (int left = 0; left < frame.Width; left += header.GroupSize)
            {
                FillGroup(random, left, top, Math.Min(header.GroupSize, frame.Width - left), Math.Min(header.GroupSize, frame.Height - top), shown, hidden);
            }
        }

        using PaddedRows red = new(random, 0, 2), green = new(random, 1, 2), common = new(random, 2, 2);
        for (int y = 0; y < frame.Height; y++)
        {
            red.Enter(y);
            green.Enter(y);
            common.Enter(y);
            Span<float> lineX = frame.Row(0, y), lineY = frame.Row(1, y)[..lineX.Length], lineB = frame.Row(2, y)[..lineX.Length];
            for (int x = 0; x < lineX.Length; x++)
            {
                float noiseRed = Sharp(red, x, y) * Norm, noiseGreen = Sharp(green, x, y) * Norm, noiseCommon = Sharp(common, x, y) * Norm;
                noiseRed = Strength((lineY[x] + lineX[x]) * 0.5f) * ((Own * noiseRed) + (Common * noiseCommon));
                noiseGreen = Strength((lineY[x] - lineX[x]) * 0.5f) * ((Own * noiseGreen) + (Common * noiseCommon));
                float both = noiseRed + noiseGreen;
                lineX[x] += (ratios.X * both) + noiseRed - noiseGreen;
                lineY[x] += both;
                lineB[x] += ratios.B * both;
            }
        }

        random.Release(memory);
        return true;
    }

    /// <summary>Each group has random numbers of its own, channel by channel and row by row, sixteen at a time.</summary>
    private static void FillGroup(FramePlanes random, int left, int top, int width, int height, int shown, int hidden)
    {
        GroupRandom numbers = new(((ulong)(uint)shown << 32) + (uint)hidden, ((ulong)(uint)left << 32) + (uint)top);
        Span<float> batch = stackalloc float[GroupRandom.Batch];
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < height; y++)
            {
                Span<float> row = random.Row(c, top + y).Slice(left, width);
                int x = 0;
                for (; x + GroupRandom.Batch <= width; x += GroupRandom.Batch)
                {
                    numbers.Fill(batch);
                    batch.CopyTo(row[x..]);
                }

                numbers.Fill(batch);
                batch[..(width - x)].CopyTo(row[x..]);
            }
        }
    }

    /// <summary>Four times what a pixel has more than the mean of the 25 around it.</summary>
    private static float Sharp(PaddedRows rows, int x, int y)
    {
        float others = 0;
        for (int i = -2; i <= 2; i++)
        {
            ReadOnlySpan<float> near = rows[y + i].Slice(PaddedRows.Pad + x - 2, 5);
            others += near[0] + near[1] + near[3] + near[4] + (i == 0 ? 0 : near[2]);
        }

        return (others * 0.16f) + (rows[y][PaddedRows.Pad + x] * -3.84f);
    }

    private float Strength(float brightness)
    {
        float at = Math.Max(0, brightness * (Points - 2)), between = at - MathF.Floor(at);
        int point = (int)Math.Min(at, Points - 2);
        if (!(at < Points - 1))
        {
            (point, between) = (Points - 2, 1);
        }

        return Math.Clamp(((curve[point + 1] - curve[point]) * between) + curve[point], 0, 1);
    }
}
