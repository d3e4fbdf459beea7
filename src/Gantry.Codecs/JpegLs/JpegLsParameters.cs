namespace Gantry.Codecs.JpegLs;

/// <summary>Preset coding parameters (ITU-T T.87 C.2.4.1.1) with their defaults.</summary>
internal readonly record struct JpegLsParameters(int MaxValue, int Near, int Threshold1, int Threshold2, int Threshold3, int Reset)
{
    public static JpegLsParameters Default(int maxValue, int near)
    {
        const int basic1 = 3, basic2 = 7, basic3 = 21;
        int t1, t2, t3;
        if (maxValue >= 128)
        {
            int factor = (Math.Min(maxValue, 4095) + 128) / 256;
            t1 = Clamp(factor * (basic1 - 2) + 2 + 3 * near, near + 1, maxValue);
            t2 = Clamp(factor * (basic2 - 3) + 3 + 5 * near, t1, maxValue);
            t3 = Clamp(factor * (basic3 - 4) + 4 + 7 * near, t2, maxValue);
        }
        else
        {
            int factor = 256 / (maxValue + 1);
            t1 = Clamp(Math.Max(2, basic1 / factor + 3 * near), near + 1, maxValue);
            t2 = Clamp(Math.Max(3, basic2 / factor + 5 * near), t1, maxValue);
            t3 = Clamp(Math.Max(4, basic3 / factor + 7 * near), t2, maxValue);
        }

        return new JpegLsParameters(maxValue, near, t1, t2, t3, 64);
    }

    /// <summary>T.87 C.2.4.1.1.1: out of range falls to the lower bound.</summary>
    private static int Clamp(int value, int low, int maxValue) => value > maxValue || value < low ? low : value;

    public bool IsValid =>
        MaxValue is >= 1 and <= 65535 && Near >= 0 && Near <= Math.Min(255, MaxValue / 2)
        && Threshold1 >= Near + 1 && Threshold1 <= Threshold2 && Threshold2 <= Threshold3 && Threshold3 <= MaxValue
        && Reset >= 3 && Reset <= Math.Max(255, MaxValue);
}
