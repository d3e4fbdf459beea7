using System.Runtime.InteropServices;
using Gantry.Codecs;
using Xunit;

namespace Gantry.UnitTests.Codecs;

/// <summary>Pictures with what codecs stumble over: odd sizes, flat areas, ramps, noise, full range.</summary>
internal static class Pictures
{
    public static TheoryData<int, int, int, int> Shapes(params int[] bits)
    {
        var data = new TheoryData<int, int, int, int>();
        foreach (int b in bits)
        {
            foreach ((int w, int h) in new[] { (1, 1), (1, 7), (9, 1), (8, 8), (17, 13), (64, 65), (131, 40) })
            {
                data.Add(w, h, 1, b);
                data.Add(w, h, 3, b);
            }
        }

        return data;
    }

    /// <summary>Left third flat, middle a ramp, right third noise over the whole range.</summary>
    public static byte[] Mixed(in SampleFormat format, int seed = 1)
    {
        var random = new Random(seed);
        var samples = new byte[format.ByteLength];
        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples.AsSpan());
        int max = (1 << format.BitsPerSample) - 1;
        for (int y = 0, at = 0; y < format.Height; y++)
        {
            for (int x = 0; x < format.Width; x++)
            {
                for (int c = 0; c < format.Components; c++, at++)
                {
                    int value = (3 * x / format.Width) switch { 0 => max / (c + 2), 1 => (x * 5 + y * 3 + c) & max, _ => random.Next(max + 1) };
                    if (format.BytesPerSample == 1)
                    {
                        samples[at] = (byte)value;
                    }
                    else
                    {
                        wide[at] = (ushort)value;
                    }
                }
            }
        }

        return samples;
    }

    /// <summary>A smooth picture, as lossy codecs are made for.</summary>
    public static byte[] Smooth(in SampleFormat format)
    {
        var samples = new byte[format.ByteLength];
        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples.AsSpan());
        int max = (1 << format.BitsPerSample) - 1;
        for (int y = 0, at = 0; y < format.Height; y++)
        {
            for (int x = 0; x < format.Width; x++)
            {
                for (int c = 0; c < format.Components; c++, at++)
                {
                    int value = (int)((Math.Sin(x / 9.0 + c) + Math.Cos(y / 7.0) + 2) / 4 * max);
                    if (format.BytesPerSample == 1)
                    {
                        samples[at] = (byte)value;
                    }
                    else
                    {
                        wide[at] = (ushort)value;
                    }
                }
            }
        }

        return samples;
    }

    public static int[] Values(ReadOnlySpan<byte> samples, in SampleFormat format)
    {
        if (format.BytesPerSample == 1)
        {
            return [.. samples.ToArray().Select(b => (int)b)];
        }

        return [.. MemoryMarshal.Cast<byte, ushort>(samples).ToArray().Select(v => (int)v)];
    }

    public static int WorstDifference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, in SampleFormat format) =>
        Values(a, format).Zip(Values(b, format), (x, y) => Math.Abs(x - y)).Max();
}
