namespace Gantry.Imaging.Colour;

/// <summary>A space of red, green and blue that pictures can be made in (PS3.18 8.3.5.1.5).</summary>
public sealed class RgbSpace
{
    private readonly Func<double, double> toLight;
    private readonly Lazy<ReadOnlyMemory<byte>> profile;

    private RgbSpace(string name, double[] primaries, Func<double, double> toLight)
    {
        (Name, Primaries, this.toLight) = (name, primaries, toLight);
        profile = new Lazy<ReadOnlyMemory<byte>>(() => IccProfileWriter.Make(this));
    }

    /// <summary>IEC 61966-2-1.</summary>
    public static RgbSpace Srgb { get; } = new(
        "sRGB IEC61966-2.1",
        [0.4360747, 0.3850649, 0.1430804, 0.2225045, 0.7168786, 0.0606169, 0.0139322, 0.0971045, 0.7141733],
        v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4));

    /// <summary>Adobe RGB (1998).</summary>
    public static RgbSpace AdobeRgb { get; } = new(
        "Compatible with Adobe RGB (1998)",
        [0.6097559, 0.2052401, 0.1492240, 0.3111242, 0.6256560, 0.0632197, 0.0194811, 0.0608902, 0.7448387],
        v => Math.Pow(v, 563 / 256.0));

    /// <summary>ISO 22028-2.</summary>
    public static RgbSpace RommRgb { get; } = new(
        "ROMM RGB",
        [0.7976749, 0.1351917, 0.0313534, 0.2880402, 0.7118741, 0.0000857, 0, 0, 0.8252100],
        v => v < 16 * Math.Pow(16, 1.8 / (1 - 1.8)) ? v / 16 : Math.Pow(v, 1.8));

    public string Name { get; }

    /// <summary>An ICC profile of it; not to be changed.</summary>
    public ReadOnlyMemory<byte> Profile => profile.Value;

    /// <summary>Rows of X, Y and Z (D50) for red, green and blue.</summary>
    internal double[] Primaries { get; }

    /// <summary>The light of a value, both 0 to 1.</summary>
    internal double ToLight(double value) => toLight(value);

    public override string ToString() => Name;
}
