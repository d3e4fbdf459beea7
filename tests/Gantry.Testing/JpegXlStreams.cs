using System.Globalization;
using System.Reflection;
using System.Text;

namespace Gantry.Testing;

/// <summary>
/// Small JPEG XL streams that another encoder (cjxl 0.7) made of synthetic pictures, since there is none of our own. A name tells what was encoded,
/// its width, height, components and bits, and what is particular: <c>mixed-37x29x3-8.tree</c>. Lossy ones have beside them what an independent
/// decoder made of the stream (djxl), or of the JPEG picture that was recompressed (djpeg).
/// </summary>
public static class JpegXlStreams
{
    private static readonly Assembly Own = typeof(JpegXlStreams).Assembly;

    /// <summary>Every name that starts with these words, in order.</summary>
    public static IReadOnlyList<string> Names(string start) =>
        [.. Own.GetManifestResourceNames().Where(n => n.StartsWith(start, StringComparison.Ordinal) && n.EndsWith(".jxl", StringComparison.Ordinal)).Select(n => n[..^4]).Order(StringComparer.Ordinal)];

    public static byte[] Read(string name) => ReadResource(name + ".jxl");

    /// <summary>Samples of eight bits that the independent decoder made, pixel by pixel.</summary>
    public static byte[] Reference(string name)
    {
        byte[] picture = ReadResource(name + (name.Contains("x3-", StringComparison.Ordinal) ? ".ppm" : ".pgm"));

        // Three lines of text: kind, size, greatest value.
        int start = 0;
        for (int line = 0; line < 3; line++)
        {
            start = Array.IndexOf(picture, (byte)'\n', start) + 1;
        }

        return picture[start..];
    }

    /// <summary>Width, height, components and bits by a name.</summary>
    public static (int Width, int Height, int Components, int Bits) Shape(string name)
    {
        int[] numbers = [.. name.Split('.')[0][(name.IndexOf('-', StringComparison.Ordinal) + 1)..].Split('-', 'x').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /// <summary>A picture as text and bytes that other programs read (PGM, PPM).</summary>
    public static byte[] Netpbm(int width, int height, int components, int maxValue, ReadOnlySpan<byte> samples) =>
        [.. Encoding.ASCII.GetBytes($"P{(components == 3 ? 6 : 5)}\n{width} {height}\n{maxValue}\n"), .. samples];

    private static byte[] ReadResource(string name)
    {
        using Stream stream = Own.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
