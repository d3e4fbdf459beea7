using System.Numerics;
using Gantry.Codecs.JpegXl.Headers;

namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>From XYB or YCbCr to the colours that the picture is to have (18181-1 L.2).</summary>
internal static class ColourTransform
{
    /// <summary>Cb, Y and Cr, around zero, to red, green and blue of 0 to 1.</summary>
    public static void FromYcc(FramePlanes frame)
    {
        for (int y = 0; y < frame.Height; y++)
        {
            Span<float> first = frame.Row(0, y), second = frame.Row(1, y)[..first.Length], third = frame.Row(2, y)[..first.Length];
            for (int x = 0; x < first.Length; x++)
            {
                float luma = second[x] + (128 / 255f), blue = first[x], red = third[x];
                first[x] = luma + (1.402f * red);
                second[x] = luma - (0.299f * 1.402f / 0.587f * red) - (0.114f * 1.772f / 0.587f * blue);
                third[x] = luma + (1.772f * blue);
            }
        }
    }

    /// <summary>The same for a JPEG picture coded anew: whole levels, rounded as JPEG's decoders do (JFIF 1.02).</summary>
    public static void FromJpeg(FramePlanes frame)
    {
        for (int y = 0; y < frame.Height; y++)
        {
            Span<float> first = frame.Row(0, y), second = frame.Row(1, y)[..first.Length], third = frame.Row(2, y)[..first.Length];
            for (int x = 0; x < first.Length; x++)
            {
                int luma = (int)MathF.Round(second[x] * 255) + 128, blue = (int)MathF.Round(first[x] * 255), red = (int)MathF.Round(third[x] * 255);
                first[x] = (luma + (((91881 * red) + 32768) >> 16)) / 255f;
                second[x] = (luma + (((-22554 * blue) - (46802 * red) + 32768) >> 16)) / 255f;
                third[x] = (luma + (((116130 * blue) + 32768) >> 16)) / 255f;
            }
        }
    }

    /// <summary>XYB to the picture's own red, green and blue, or grey three times.</summary>
    public static bool FromXyb(ref JxlBitReader reader, ImageHeader image, FramePlanes frame)
    {
        if (TransferFunction.Of(ref reader, image.Colour, image.IntensityTarget) is not { } transfer)
        {
            return false;
        }

        float[] m = Primaries.FromOpsin(image);
        float[] biases = image.Opsin.Biases;
        float[]? luminances = image.Colour is { Gamma: 0, Transfer: HighDynamicRange.Hlg } ? Primaries.Luminances(image) : null;
        float rootR = MathF.Cbrt(biases[0]), rootG = MathF.Cbrt(biases[1]), rootB = MathF.Cbrt(biases[2]);
        for (int y = 0; y < frame.Height; y++)
        {
            Span<float> first = frame.Row(0, y), second = frame.Row(1, y)[..first.Length], third = frame.Row(2, y)[..first.Length];
            int x = 0;
            for (; x + Vector<float>.Count <= first.Length; x += Vector<float>.Count)
            {
                Vector<float> v0 = new(first[x..]), v1 = new(second[x..]), r = v1 + v0 - new Vector<float>(rootR), g = v1 - v0 - new Vector<float>(rootG), b = new Vector<float>(third[x..]) - new Vector<float>(rootB);
                r = (r * r * r) + new Vector<float>(biases[0]);
                g = (g * g * g) + new Vector<float>(biases[1]);
                b = (b * b * b) + new Vector<float>(biases[2]);
                ((m[0] * r) + (m[1] * g) + (m[2] * b)).CopyTo(first[x..]);
                ((m[3] * r) + (m[4] * g) + (m[5] * b)).CopyTo(second[x..]);
                ((m[6] * r) + (m[7] * g) + (m[8] * b)).CopyTo(third[x..]);
            }

            for (; x < first.Length; x++)
            {
                float r = second[x] + first[x] - rootR, g = second[x] - first[x] - rootG, b = third[x] - rootB;
                r = (r * r * r) + biases[0];
                g = (g * g * g) + biases[1];
                b = (b * b * b) + biases[2];
                first[x] = (m[0] * r) + (m[1] * g) + (m[2] * b);
                second[x] = (m[3] * r) + (m[4] * g) + (m[5] * b);
                third[x] = (m[6] * r) + (m[7] * g) + (m[8] * b);
            }

            if (luminances is not null)
            {
                HighDynamicRange.ToScene(first, second, third, image.IntensityTarget, luminances);
            }

            transfer.Encode(first);
            transfer.Encode(second);
            transfer.Encode(third);
        }

        return true;
    }
}
