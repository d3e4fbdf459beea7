using System.Buffers;
using System.Numerics;
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
        SampleFormat format = image.Format;
        int components = format.Components, width = image.Width;
        bool areTriples = components == 3 && format.BytesPerSample == 1 && image.Orientation == 1;
        int[] rented = ArrayPool<int>.Shared.Rent(components * width);
        Span<int> lines = rented.AsSpan(0, components * width);
        for (int y = 0; y < image.Height; y++)
        {
            for (int c = 0; c < components; c++)
            {
                Quantise(frame.Row(c, y)[..width], (1 << format.BitsPerSample) - 1, lines.Slice(c * width, width));
            }

            if (areTriples)
            {
                SampleTriples.Join(lines[..width], lines.Slice(width, width), lines[(2 * width)..], 0, samples.Slice(3 * y * width, 3 * width));
                continue;
            }

            for (int c = 0; c < components; c++)
            {
                WriteRow(lines.Slice(c * width, width), image, y, c, samples);
            }
        }

        ArrayPool<int>.Shared.Return(rented);
    }

    /// <summary>Numbers of 0 to 1 to whole ones up to <paramref name="most"/>; what is no number becomes zero.</summary>
    internal static void Quantise(ReadOnlySpan<float> row, float most, Span<int> to)
    {
        int x = 0;
        for (; x + Vector<float>.Count <= row.Length; x += Vector<float>.Count)
        {
            Vector<float> value = Vector.Min(Vector.Max(new Vector<float>(row[x..]), Vector<float>.Zero), Vector<float>.One);
            Vector.ConvertToInt32((value * most) + new Vector<float>(0.5f)).CopyTo(to[x..]);
        }

        for (; x < row.Length; x++)
        {
            to[x] = (int)((Math.Min(Math.Max(row[x], 0), 1) * most) + 0.5f);
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
