using System.Numerics;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>Level shift, clamping and placement of a tile-component's samples in the picture.</summary>
internal static class SampleWriter
{
    public static void Write(ComponentLayout component, int[] plane, int index, Extent image, int discard, Span<byte> samples, in SampleFormat format)
    {
        ResolutionLayout resolution = component.Resolutions[Math.Max(0, component.Style.Levels - discard)];
        Extent whole = component.Size.Of(image).Reduce(discard);
        int left = resolution.Extent.X0 - whole.X0, top = resolution.Extent.Y0 - whole.Y0;
        int bits = component.Size.Bits;
        int shift = component.Size.IsSigned ? 0 : 1 << (bits - 1);
        int low = component.Size.IsSigned ? -(1 << (bits - 1)) : 0;
        int high = component.Size.IsSigned ? (1 << (bits - 1)) - 1 : (int)((1L << bits) - 1);
        int stepX = component.Size.StepX, stepY = component.Size.StepY;
        int width = resolution.Extent.Width;
        for (int y = 0; y < resolution.Extent.Height; y++)
        {
            Span<int> row = plane.AsSpan(y * width, width);
            if (!component.Style.IsReversible)
            {
                ReadOnlySpan<float> real = MemoryMarshal.Cast<int, float>(row);
                for (int x = 0; x < width; x++)
                {
                    // Saturating: a hostile coefficient may be anything.
                    row[x] = (int)MathF.Round(Math.Clamp(real[x], -1e9f, 1e9f));
                }
            }

            int at = 0;
            for (; at + Vector<int>.Count <= width; at += Vector<int>.Count)
            {
                Vector.Min(Vector.Max(new Vector<int>(row[at..]) + new Vector<int>(shift), new Vector<int>(low)), new Vector<int>(high)).CopyTo(row[at..]);
            }

            for (; at < width; at++)
            {
                row[at] = Math.Clamp(row[at] + shift, low, high);
            }

            // A component that is sampled more thinly is repeated.
            for (int sy = 0; sy < stepY; sy++)
            {
                int py = (top + y) * stepY + sy;
                if (py < format.Height)
                {
                    WriteRow(row, samples, format, py, left, index, stepX);
                }
            }
        }
    }

    /// <summary>A component that is not sampled more thinly, all of whose row lies in the picture.</summary>
    private static void WriteRow(ReadOnlySpan<int> row, Span<byte> samples, int at, int components, int bytesPerSample)
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

    private static void WriteRow(ReadOnlySpan<int> row, Span<byte> samples, in SampleFormat format, int y, int left, int index, int stepX)
    {
        int components = format.Components;
        int at = (y * format.Width + left * stepX) * components + index;
        int end = (y + 1) * format.Width * components;
        if (stepX == 1 && row.Length > 0 && at + (row.Length - 1) * components < end && format.BytesPerSample < 4)
        {
            WriteRow(row, samples, at, components, format.BytesPerSample);
            return;
        }

        if (format.BytesPerSample == 1)
        {
            for (int x = 0; x < row.Length; x++)
            {
                for (int s = 0; s < stepX && at < end; s++, at += components)
                {
                    samples[at] = (byte)row[x];
                }
            }
        }
        else if (format.BytesPerSample == 2)
        {
            Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples);
            for (int x = 0; x < row.Length; x++)
            {
                for (int s = 0; s < stepX && at < end; s++, at += components)
                {
                    wide[at] = (ushort)row[x];
                }
            }
        }
        else
        {
            Span<int> wide = MemoryMarshal.Cast<byte, int>(samples);
            for (int x = 0; x < row.Length; x++)
            {
                for (int s = 0; s < stepX && at < end; s++, at += components)
                {
                    wide[at] = row[x];
                }
            }
        }
    }
}
