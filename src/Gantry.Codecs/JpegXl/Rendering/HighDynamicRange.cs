namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>The transfer functions of high dynamic range (ITU-R BT.2100; 18181-1 L.2.2): from light, 1 being the brightest that the picture is meant for.</summary>
internal static class HighDynamicRange
{
    public const int Pq = 16, Hlg = 18;

    /// <summary>Light that stands for one in PQ, in candela for a square metre.</summary>
    private const double PqPeak = 10000;

    private const double A = 0.17883277, B = 1 - (4 * A), C = 0.5599107295;

    /// <summary>The perceptual quantiser's, for a picture of such a brightness.</summary>
    public static Func<double, double> PerceptualQuantiser(double peak) => light =>
    {
        double power = Math.Pow(light * (peak / PqPeak), 2610 / 16384.0);
        return Math.Pow(((3424 / 4096.0) + (2413 / 128.0 * power)) / (1 + (2392 / 128.0 * power)), 2523 / 32.0);
    };

    /// <summary>The hybrid's, of light as the scene had it.</summary>
    public static double HybridLogGamma(double light) => light <= 1 / 12.0 ? Math.Sqrt(3 * light) : (A * Math.Log((12 * light) - B)) + C;

    /// <summary>Makes light of a screen that of the scene: brighter screens were given darker middles.</summary>
    /// <param name="luminances">Of red, green and blue.</param>
    public static void ToScene(Span<float> red, Span<float> green, Span<float> blue, double peak, ReadOnlySpan<float> luminances)
    {
        float exponent = (float)((1 / 1.2 * Math.Pow(1.111, -Math.Log2(peak / 1000))) - 1);
        if (Math.Abs(exponent) <= 0.01f)
        {
            return;
        }

        for (int x = 0; x < red.Length; x++)
        {
            // Colours beyond the space's own may have less than no luminance, of which there is no power.
            float luminance = MathF.Abs((luminances[0] * red[x]) + (luminances[1] * green[x]) + (luminances[2] * blue[x])), ratio = Math.Min(MathF.Pow(luminance, exponent), 1e9f);
            red[x] *= ratio;
            green[x] *= ratio;
            blue[x] *= ratio;
        }
    }
}
