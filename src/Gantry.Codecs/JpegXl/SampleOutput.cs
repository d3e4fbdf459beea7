using System.Runtime.InteropServices;
using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.Modular;

namespace Gantry.Codecs.JpegXl;

/// <summary>Puts decoded channels into the caller's samples, upright.</summary>
internal static class SampleOutput
{
    public static CodecError? Write(IReadOnlyList<ModularChannel> channels, ImageHeader image, FrameHeader frame, Span<byte> samples)
    {
        _ = frame;
        SampleFormat format = image.Format;
        int most = (int)((1L << format.BitsPerSample) - 1);
        for (int c = 0; c < format.Components; c++)
        {
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<int> row = channels[c].Row(y);
                (int at, int step) = Place(image, y);
                at = (at * format.Components) + c;
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
        }

        return null;
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
