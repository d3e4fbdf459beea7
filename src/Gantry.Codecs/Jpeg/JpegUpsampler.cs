using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gantry.Codecs.Jpeg;

/// <summary>
/// Brings the components of a frame to full size and interleaves them. Halved components are interpolated with weights 3 and 1, which puts
/// samples at their centred positions (JFIF 1.02, as decoders in the field do); other ratios are repeated.
/// </summary>
internal static class JpegUpsampler
{
    public static void Write(JpegFrame frame, Span<byte> samples)
    {
        (int width, int height) = (frame.Format.Width, frame.Format.Height);
        int count = frame.Components.Length;
        // A line of each component, and one with a place on either side to interpolate from.
        int pitch = width + 18;
        ushort[] lines = ArrayPool<ushort>.Shared.Rent(pitch * (count + 1));
        Span<ushort> edged = lines.AsSpan(pitch * count, pitch);
        for (int y = 0; y < height; y++)
        {
            int start = y * width * count;
            if (frame.Precision <= 8 && count == 1)
            {
                SampleLine.Narrow(Line(frame, 0, y, lines, edged), samples.Slice(start, width));
            }
            else if (frame.Precision <= 8 && count == 3)
            {
                SampleLine.Narrow(
                    Line(frame, 0, y, lines, edged), Line(frame, 1, y, lines.AsSpan(pitch), edged), Line(frame, 2, y, lines.AsSpan(2 * pitch), edged), samples.Slice(start, 3 * width));
            }
            else
            {
                for (int c = 0; c < count; c++)
                {
                    Spread(Line(frame, c, y, lines, edged), samples, start + c, count, frame.Precision > 8);
                }
            }
        }

        ArrayPool<ushort>.Shared.Return(lines);
    }

    /// <summary>One line of a component at full size.</summary>
    /// <param name="line">Memory for it.</param>
    private static ReadOnlySpan<ushort> Line(JpegFrame frame, int index, int y, Span<ushort> line, Span<ushort> edged)
    {
        JpegComponent component = frame.Components[index];
        int ratioX = frame.MaxHorizontal / component.Horizontal, ratioY = frame.MaxVertical / component.Vertical;
        (int fullWidth, int fullHeight) = (frame.Format.Width, frame.Format.Height);
        int width = (fullWidth + ratioX - 1) / ratioX;
        ReadOnlySpan<ushort> near = component.Plane.AsSpan(y / ratioY * component.PlaneWidth, width);
        if (ratioX == 1)
        {
            return near;
        }

        if (ratioX != 2 || ratioY > 2 || width <= 2)
        {
            for (int x = 0; x < fullWidth; x++)
            {
                line[x] = near[x / ratioX];
            }

            return line[..fullWidth];
        }

        Span<ushort> whole = edged.Slice(1, width);
        near.CopyTo(whole);
        if (ratioY == 2)
        {
            int last = ((fullHeight + 1) / 2) - 1;
            int other = Math.Clamp((y / 2) + ((y & 1) == 0 ? -1 : 1), 0, last);
            AddThrice(component.Plane.AsSpan(other * component.PlaneWidth, width), whole);
        }

        edged[0] = whole[0];
        edged[width + 1] = whole[^1];
        if (ratioY == 1)
        {
            Widen(edged[..(width + 2)], line, 2, 1, 2);
        }
        else
        {
            Widen(edged[..(width + 2)], line, 4, 8, 7);
        }

        return line[..fullWidth];
    }

    /// <summary>Three times the samples, and once those of the other line.</summary>
    internal static void AddThrice(ReadOnlySpan<ushort> other, Span<ushort> samples)
    {
        int x = 0;
        for (; x + Vector<ushort>.Count <= samples.Length; x += Vector<ushort>.Count)
        {
            var own = new Vector<ushort>(samples[x..]);
            (own + own + own + new Vector<ushort>(other[x..])).CopyTo(samples[x..]);
        }

        for (; x < samples.Length; x++)
        {
            samples[x] = (ushort)((3 * samples[x]) + other[x]);
        }
    }

    /// <summary>Two samples for each but the first and last, which are there for their neighbours: three quarters and the rest of the neighbour on that side.</summary>
    /// <param name="samples">Of at most 14 bits: sums have 16.</param>
    internal static void Widen(ReadOnlySpan<ushort> samples, Span<ushort> line, int shift, ushort roundLeft, ushort roundRight)
    {
        int count = samples.Length - 2, i = 0;
        Vector128<ushort> addLeft = Vector128.Create(roundLeft), addRight = Vector128.Create(roundRight);
        for (; i + 8 <= count; i += 8)
        {
            Vector128<ushort> own = Vector128.Create(samples[(i + 1)..]);
            own += own + own;
            Vector128<ushort> left = (own + Vector128.Create(samples[i..]) + addLeft) >>> shift, right = (own + Vector128.Create(samples[(i + 2)..]) + addRight) >>> shift;
            Vector128<uint> first = Vector128.WidenLower(left) | (Vector128.WidenLower(right) << 16), second = Vector128.WidenUpper(left) | (Vector128.WidenUpper(right) << 16);
            first.AsUInt16().CopyTo(line[(2 * i)..]);
            second.AsUInt16().CopyTo(line[((2 * i) + 8)..]);
        }

        for (; i < count; i++)
        {
            int own = 3 * samples[i + 1];
            line[2 * i] = (ushort)((own + samples[i] + roundLeft) >> shift);
            line[(2 * i) + 1] = (ushort)((own + samples[i + 2] + roundRight) >> shift);
        }
    }

    private static void Spread(ReadOnlySpan<ushort> line, Span<byte> samples, int at, int step, bool isWide)
    {
        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples);
        foreach (ushort value in line)
        {
            if (isWide)
            {
                wide[at] = value;
            }
            else
            {
                samples[at] = (byte)value;
            }

            at += step;
        }
    }
}
