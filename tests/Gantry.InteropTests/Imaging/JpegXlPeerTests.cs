using System.Buffers.Binary;
using System.Diagnostics;
using Gantry.Codecs;
using Gantry.Codecs.JpegXl;
using Gantry.Testing;
using Xunit;

namespace Gantry.InteropTests.Imaging;

/// <summary>What libjxl's encoder writes, decoded as it was or as libjxl decodes it: efforts, predictors, transforms, sizes; lossless to the bit, lossy within a level.</summary>
public sealed class JpegXlPeerTests : IDisposable
{
    private static readonly (int Width, int Height, int Components, int Max)[] Shapes =
    [
        (1, 1, 1, 255), (3, 5, 3, 255), (257, 1, 1, 65535), (1, 300, 3, 255), (8, 8, 1, 65535), (131, 77, 3, 255), (131, 77, 1, 65535), (300, 290, 3, 65535), (640, 520, 1, 65535), (2000, 1500, 1, 255),
    ];

    private static readonly string[] LosslessOptions =
    [
        "-e 1", "-e 2", "-e 3", "-e 4", "-e 7", "-e 4 -R 1", "-e 4 -g 0 --group_order=1", "-e 5 -g 3", "-e 6 -E 3", "-e 5 -X 90 -Y 90", "-e 4 -P 6", "-e 4 -P 13", "-e 4 -P 15", "-e 3 -C 13", "-e 3 -C 41", "-e 4 -p",
        "-e 5 --modular_palette_colors=1000", "-e 6 --faster_decoding=4", "-e 3 --container=1",
    ];

    private static readonly string[] LossyOptions =
    [
        "-d 1 -e 3", "-d 1 -e 4 --gaborish=0 --epf=3", "-d 1 -e 5 --epf=1", "-d 1 -e 7", "-d 3 -e 7", "-d 0.3 -e 6", "-d 1 -e 6 -p", "-d 1 -e 5 --qprogressive_ac", "-d 1 -e 5 --progressive_dc=1", "-d 1 -e 5 -m 1",
        "-d 1 -e 5 --resampling=4", "-d 1 -e 5 --resampling=8",
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-jxl-");

    public void Dispose() => folder.Delete(recursive: true);

    [ToolFact("cjxl")]
    public void Lossless_streams_give_what_was_encoded()
    {
        List<string> wrong = [];
        foreach (var shape in Shapes)
        {
            byte[] picture = Make(shape);
            foreach (string options in shape.Width > 1000 ? ["-e 3", "-e 4 -R 1"] : shape.Width > 200 ? LosslessOptions[2..6] : LosslessOptions)
            {
                if (Encode(picture, "-d 0 " + options) is not { } stream)
                {
                    wrong.Add($"{shape} {options}: not encoded");
                }
                else if (Decode(stream, shape, out byte[] decoded) is { } error)
                {
                    wrong.Add($"{shape} {options}: {error}");
                }
                else if (!decoded.AsSpan().SequenceEqual(picture.AsSpan(picture.Length - decoded.Length)))
                {
                    wrong.Add($"{shape} {options}: other samples");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [ToolFact("djxl")]
    public void Lossy_streams_give_what_libjxl_makes_of_them_within_a_level()
    {
        List<string> wrong = [];
        int compared = 0;
        foreach (var shape in Shapes.Where(s => s.Width <= 640))
        {
            byte[] picture = Make(shape);
            foreach (string options in LossyOptions)
            {
                if (Encode(picture, options) is not { } stream || Run("djxl", "e.jxl", "d" + Extension(shape.Components)) != 0)
                {
                    // Version 0.7 does not encode every size in every way.
                    continue;
                }

                if (Decode(stream, shape, out byte[] decoded) is { } error)
                {
                    wrong.Add($"{shape} {options}: {error}");
                    continue;
                }

                compared++;
                byte[] theirs = File.ReadAllBytes(Path.Combine(folder.FullName, "d" + Extension(shape.Components)))[^decoded.Length..];
                int worst = Worst(decoded, theirs, shape.Max > 255);
                if (worst > 1)
                {
                    wrong.Add($"{shape} {options}: {worst} levels off");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(compared > 90, $"Only {compared} streams were compared.");
    }

    /// <summary>A round thing on dark ground, with noise, as a file that the encoder reads.</summary>
    private static byte[] Make((int Width, int Height, int Components, int Max) shape)
    {
        var random = new Random(7);
        List<byte> samples = [];
        for (int i = 0; i < shape.Width * shape.Height * shape.Components; i++)
        {
            int pixel = i / shape.Components, x = pixel % shape.Width, y = pixel / shape.Width;
            double dx = (2.0 * x / shape.Width) - 1, dy = (2.0 * y / shape.Height) - 1, inside = Math.Max(0, 1 - (dx * dx) - (dy * dy));
            double value = (0.7 * inside) + (0.1 * Math.Sin((x / 15.0) + i % shape.Components) * inside) + (0.01 * random.NextDouble());
            int sample = (int)(Math.Clamp(value, 0, 1) * shape.Max);
            if (shape.Max > 255)
            {
                samples.Add((byte)(sample >> 8));
            }

            samples.Add((byte)sample);
        }

        return JpegXlStreams.Netpbm(shape.Width, shape.Height, shape.Components, shape.Max, [.. samples]);
    }

    private static string Extension(int components) => components == 3 ? ".ppm" : ".pgm";

    private byte[]? Encode(byte[] picture, string options)
    {
        string source = "s" + Extension(picture[1] == (byte)'6' ? 3 : 1);
        File.WriteAllBytes(Path.Combine(folder.FullName, source), picture);
        return Run("cjxl", [source, "e.jxl", "--quiet", "--num_threads=0", .. options.Split(' ')]) == 0 ? File.ReadAllBytes(Path.Combine(folder.FullName, "e.jxl")) : null;
    }

    private int Run(string tool, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { WorkingDirectory = folder.FullName, RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Decodes; samples of two bytes come out most significant first, as in the files.</summary>
    private static string? Decode(byte[] stream, (int Width, int Height, int Components, int Max) shape, out byte[] decoded)
    {
        decoded = [];
        if (JpegXlDecoder.ReadFormat(stream, out SampleFormat format) is { } malformed)
        {
            return malformed.ToString();
        }

        if (format.Width != shape.Width || format.Height != shape.Height || format.Components != shape.Components)
        {
            return $"{format}";
        }

        decoded = new byte[format.ByteLength];
        if (JpegXlDecoder.Decode(stream, decoded) is { } error)
        {
            return error.ToString();
        }

        for (int i = 0; shape.Max > 255 && i < decoded.Length; i += 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(decoded.AsSpan(i), BinaryPrimitives.ReadUInt16LittleEndian(decoded.AsSpan(i)));
        }

        return null;
    }

    private static int Worst(byte[] a, byte[] b, bool isWide)
    {
        int worst = 0;
        for (int i = 0; i < a.Length; i += isWide ? 2 : 1)
        {
            int ours = isWide ? BinaryPrimitives.ReadUInt16BigEndian(a.AsSpan(i)) : a[i], theirs = isWide ? BinaryPrimitives.ReadUInt16BigEndian(b.AsSpan(i)) : b[i];
            worst = Math.Max(worst, Math.Abs(ours - theirs));
        }

        return worst;
    }
}
