using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg;

/// <summary>
/// Brings the components of a frame to full size and interleaves them. Halved components are interpolated with weights 3 and 1, which puts
/// samples at their centred positions (JFIF 1.02, as decoders in the field do); other ratios are repeated.
/// </summary>
internal static class JpegUpsampler
{
    public static void Write(JpegFrame frame, Span<byte> samples)
    {
        int width = frame.Width;
        int count = frame.Components.Length;
        ushort[] line = ArrayPool<ushort>.Shared.Rent(width + 16);
        int[] blended = ArrayPool<int>.Shared.Rent(width + 16);
        try
        {
            for (int c = 0; c < count; c++)
            {
                JpegComponent component = frame.Components[c];
                int ratioX = frame.MaxHorizontal / component.Horizontal;
                int ratioY = frame.MaxVertical / component.Vertical;
                int sourceWidth = (width + ratioX - 1) / ratioX;
                int sourceHeight = (frame.Height + ratioY - 1) / ratioY;
                for (int y = 0; y < frame.Height; y++)
                {
                    int pitch = component.PlaneWidth;
                    if (ratioX == 1 && ratioY == 1)
                    {
                        Interleave(component.Plane.AsSpan(y * pitch, width), samples, frame, y, c);
                        continue;
                    }

                    ReadOnlySpan<ushort> near = component.Plane.AsSpan(y / ratioY * pitch, sourceWidth);
                    if (ratioX == 2 && ratioY == 1 && sourceWidth > 2)
                    {
                        Widen(near, line);
                    }
                    else if (ratioX == 2 && ratioY == 2 && sourceWidth > 2)
                    {
                        int other = Math.Clamp(y / 2 + ((y & 1) == 0 ? -1 : 1), 0, sourceHeight - 1);
                        WidenBoth(near, component.Plane.AsSpan(other * pitch, sourceWidth), blended, line);
                    }
                    else
                    {
                        for (int x = 0; x < width; x++)
                        {
                            line[x] = near[x / ratioX];
                        }
                    }

                    Interleave(line.AsSpan(0, width), samples, frame, y, c);
                }
            }
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(line);
            ArrayPool<int>.Shared.Return(blended);
        }
    }

    private static void Widen(ReadOnlySpan<ushort> near, Span<ushort> line)
    {
        int last = near.Length - 1;
        line[0] = near[0];
        line[1] = (ushort)((3 * near[0] + near[1] + 2) >> 2);
        for (int i = 1; i < last; i++)
        {
            int weighted = 3 * near[i];
            line[2 * i] = (ushort)((weighted + near[i - 1] + 1) >> 2);
            line[2 * i + 1] = (ushort)((weighted + near[i + 1] + 2) >> 2);
        }

        line[2 * last] = (ushort)((3 * near[last] + near[last - 1] + 1) >> 2);
        line[2 * last + 1] = near[last];
    }

    private static void WidenBoth(ReadOnlySpan<ushort> near, ReadOnlySpan<ushort> far, Span<int> blended, Span<ushort> line)
    {
        for (int i = 0; i < near.Length; i++)
        {
            blended[i] = 3 * near[i] + far[i];
        }

        int last = near.Length - 1;
        line[0] = (ushort)((4 * blended[0] + 8) >> 4);
        line[1] = (ushort)((3 * blended[0] + blended[1] + 7) >> 4);
        for (int i = 1; i < last; i++)
        {
            int weighted = 3 * blended[i];
            line[2 * i] = (ushort)((weighted + blended[i - 1] + 8) >> 4);
            line[2 * i + 1] = (ushort)((weighted + blended[i + 1] + 7) >> 4);
        }

        line[2 * last] = (ushort)((3 * blended[last] + blended[last - 1] + 8) >> 4);
        line[2 * last + 1] = (ushort)((4 * blended[last] + 7) >> 4);
    }

    private static void Interleave(ReadOnlySpan<ushort> line, Span<byte> samples, JpegFrame frame, int y, int component)
    {
        int count = frame.Components.Length;
        int at = y * frame.Width * count + component;
        if (frame.Precision <= 8 && count == 1)
        {
            SampleLine.Narrow(line, samples.Slice(at, line.Length));
            return;
        }

        if (frame.Precision <= 8)
        {
            // The last place is checked here: those before it lie within.
            _ = samples[at + ((line.Length - 1) * count)];
            ref byte to = ref samples[at];
            for (int x = 0, offset = 0; x < line.Length; x++, offset += count)
            {
                Unsafe.Add(ref to, offset) = (byte)line[x];
            }

            return;
        }

        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples);
        foreach (ushort value in line)
        {
            wide[at] = value;
            at += count;
        }
    }
}
