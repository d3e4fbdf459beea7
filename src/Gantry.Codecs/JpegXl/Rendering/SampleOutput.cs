using System.Runtime.InteropServices;
using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.Modular;

namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>Puts decoded channels into the caller's samples, upright, within the range of their bits.</summary>
internal static class SampleOutput
{
    /// <summary>Writes integers as they are.</summary>
    public static void Write(IReadOnlyList<ModularChannel> channels, ImageHeader image, Span<byte> samples)
    {
        int components = image.Format.Components;
        for (int c = 0; c < components; c++)
        {
            for (int y = 0; y < image.Height; y++)
            {
                WriteRow(channels[c].Row(y), image, y, c, samples);
            }
        }
    }

    /// <summary>Writes numbers of 0 to 1.</summary>
    public static void Write(FramePlanes frame, ImageHeader image, Span<byte> samples)
    {
        int components = image.Format.Components;
        float most = (1 << image.Depth.Bits) - 1;
        int[] line = new int[image.Width];
        for (int c = 0; c < components; c++)
        {
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<float> row = frame.Row(c, y);
                for (int x = 0; x < line.Length; x++)
                {
                    // What is no number becomes zero.
                    line[x] = (int)((Math.Min(Math.Max(row[x], 0), 1) * most) + 0.5f);
                }

                WriteRow(line, image, y, c, samples);
            }
        }
    }

    private static void WriteRow(ReadOnlySpan<int> row, ImageHeader image, int y, int component, Span<byte> samples)
    {
        SampleFormat format = image.Format;
        int most = (int)((1L << format.BitsPerSample) - 1);
        (int at, int step) = Place(image, y);
        at = (at * format.Components) + component;
        step *= format.Components;
        if (format.BytesPerSample == 1)
        {
            foreach (int value in row)
            {
                samples[at] = (byte)Math.Clamp(value, 0, most);
                at += step;
            }
        }
        else if (format.BytesPerSample == 2)
        {
            Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples);
            foreach (int value in row)
            {
                wide[at] = (ushort)Math.Clamp(value, 0, most);
                at += step;
            }
        }
        else
        {
            Span<int> wide = MemoryMarshal.Cast<byte, int>(samples);
            foreach (int value in row)
            {
                wide[at] = Math.Clamp(value, 0, most);
                at += step;
            }
        }
    }

    /// <summary>Where the first pixel of a row goes in the upright picture, and how far on the next ones.</summary>
    private static (int First, int Step) Place(ImageHeader image, int y)
    {
        int width = image.Width, height = image.Height;
        return image.Orientation switch
        {
            1 => (y * width, 1),
            2 => ((y * width) + width - 1, -1),
            3 => (((height - 1 - y) * width) + width - 1, -1),
            4 => ((height - 1 - y) * width, 1),
            5 => (y, height),
            6 => (height - 1 - y, height),
            7 => (((width - 1) * height) + height - 1 - y, -height),
            _ => (((width - 1) * height) + y, -height),
        };
    }
}
