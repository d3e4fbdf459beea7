using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>Level shift, clamping and placement of a tile-component's samples in the picture.</summary>
internal static class SampleWriter
{
    /// <param name="rows">The component's, at least <paramref name="wanted"/>.</param>
    /// <param name="wanted">What is written.</param>
    /// <param name="whole">The component in the whole picture, at this resolution.</param>
    /// <param name="area">The part of the picture that <paramref name="samples"/> get.</param>
    public static void Write(ComponentLayout component, ComponentRows rows, Extent wanted, Extent whole, SampleRegion area, int index, Span<byte> samples, in SampleFormat format)
    {
        if (wanted.IsEmpty)
        {
            return;
        }

        int[] scratch = ArrayPool<int>.Shared.Rent(wanted.Width);
        Span<int> line = scratch.AsSpan(0, wanted.Width);
        for (int y = wanted.Y0; y < wanted.Y1; y++)
        {
            rows.Row(y - rows.Window.Y0).Slice(wanted.X0 - rows.Window.X0, wanted.Width).CopyTo(line);
            Finish(component, line);
            Place(component, line, y, wanted.X0 - whole.X0, whole, area, index, samples, format);
        }

        ArrayPool<int>.Shared.Return(scratch);
    }

    /// <summary>Makes a line the samples that it stands for, in place: rounded, shifted, within their range.</summary>
    internal static void Finish(ComponentLayout component, Span<int> line)
    {
        if (!component.Style.IsReversible)
        {
            Round(line);
        }

        int bits = component.Size.Bits;
        bool isSigned = component.Size.IsSigned;
        Clamp(line, isSigned ? 0 : 1 << (bits - 1), isSigned ? -(1 << (bits - 1)) : 0, isSigned ? (1 << (bits - 1)) - 1 : (int)((1L << bits) - 1));
    }

    /// <summary>Puts a finished line where it belongs: once for each of the picture's rows that it stands for.</summary>
    internal static void Place(
        ComponentLayout component, ReadOnlySpan<int> line, int y, int left, Extent whole, SampleRegion area, int index, Span<byte> samples, in SampleFormat format)
    {
        int stepY = component.Size.StepY;
        for (int sy = 0; sy < stepY; sy++)
        {
            int py = (y - whole.Y0) * stepY + sy - area.Y;
            if (py >= 0 && py < format.Height)
            {
                WriteRow(line, samples, format, py, left, area.X, index, component.Size.StepX);
            }
        }
    }

    /// <summary>Floats that become integers, in place.</summary>
    internal static void Round(Span<int> row)
    {
        Span<float> real = MemoryMarshal.Cast<int, float>(row);
        int x = 0;
        for (; x + Vector<float>.Count <= row.Length; x += Vector<float>.Count)
        {
            // Saturating: a hostile coefficient may be anything.
            Vector<float> bounded = Vector.Min(Vector.Max(new Vector<float>(real[x..]), new Vector<float>(-1e9f)), new Vector<float>(1e9f));
            Vector.ConvertToInt32(Vector.Round(bounded)).CopyTo(row[x..]);
        }

        for (; x < row.Length; x++)
        {
            row[x] = (int)MathF.Round(Math.Clamp(real[x], -1e9f, 1e9f));
        }
    }

    /// <summary>Shifts the level and keeps within the range.</summary>
    internal static void Clamp(Span<int> row, int shift, int low, int high)
    {
        int x = 0;
        for (; x + Vector<int>.Count <= row.Length; x += Vector<int>.Count)
        {
            Vector.Min(Vector.Max(new Vector<int>(row[x..]) + new Vector<int>(shift), new Vector<int>(low)), new Vector<int>(high)).CopyTo(row[x..]);
        }

        for (; x < row.Length; x++)
        {
            row[x] = Math.Clamp(row[x] + shift, low, high);
        }
    }

    /// <summary>A component that is not sampled more thinly, all of whose row lies in the picture.</summary>
    internal static void WriteRow(ReadOnlySpan<int> row, Span<byte> samples, int at, int components, int bytesPerSample)
    {
        int x = 0;
        if (bytesPerSample == 1)
        {
            Span<byte> to = samples.Slice(at, (row.Length - 1) * components + 1);
            for (int i = 0; i < to.Length; i += components, x++)
            {
                to[i] = (byte)row[x];
            }

            return;
        }

        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples).Slice(at, (row.Length - 1) * components + 1);
        if (components == 1)
        {
            for (; x + 2 * Vector<int>.Count <= row.Length; x += 2 * Vector<int>.Count)
            {
                Vector.Narrow(Vector.AsVectorUInt32(new Vector<int>(row[x..])), Vector.AsVectorUInt32(new Vector<int>(row[(x + Vector<int>.Count)..]))).CopyTo(wide[x..]);
            }
        }

        for (int i = x * components; i < wide.Length; i += components, x++)
        {
            wide[i] = (ushort)row[x];
        }
    }

    /// <param name="left">The row's first place in the component.</param>
    /// <param name="from">The first column of the picture that is written.</param>
    private static void WriteRow(ReadOnlySpan<int> row, Span<byte> samples, in SampleFormat format, int y, int left, int from, int index, int stepX)
    {
        int components = format.Components;
        int first = Math.Max(0, left * stepX - from), end = (int)Math.Min(format.Width, ((long)left + row.Length) * stepX - from);
        int at = (y * format.Width + first) * components + index;
        if (stepX == 1 && end > first && format.BytesPerSample < 4)
        {
            WriteRow(row.Slice(first + from - left, end - first), samples, at, components, format.BytesPerSample);
            return;
        }

        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples);
        Span<int> wider = MemoryMarshal.Cast<byte, int>(samples);
        for (int x = first; x < end; x++, at += components)
        {
            int value = row[(x + from) / stepX - left];
            switch (format.BytesPerSample)
            {
                case 1:
                    samples[at] = (byte)value;
                    break;
                case 2:
                    wide[at] = (ushort)value;
                    break;
                default:
                    wider[at] = value;
                    break;
            }
        }
    }
}
