using System.Buffers;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>Writes three components that are one colour: a line of each, their inverse transform (ITU-T T.800 G), and their samples in turn.</summary>
internal static class ColourWriter
{
    /// <summary>Whether the three have the same places, as the transform needs (G.2, G.3).</summary>
    public static bool Fits(ReadOnlySpan<ComponentLayout> components, ReadOnlySpan<ComponentRows> rows, ReadOnlySpan<Extent> wanted)
    {
        for (int c = 1; c < 3; c++)
        {
            if (components[c].Extent != components[0].Extent || rows[c].Window != rows[0].Window || wanted[c] != wanted[0]
                || components[c].Style.IsReversible != components[0].Style.IsReversible)
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="wanted">What is written of the rows.</param>
    /// <param name="whole">The first component in the whole picture, at this resolution.</param>
    /// <param name="area">The part of the picture that <paramref name="samples"/> get.</param>
    public static void Write(
        ReadOnlySpan<ComponentLayout> components, ReadOnlySpan<ComponentRows> rows, Extent wanted, Extent whole, SampleRegion area, Span<byte> samples, in SampleFormat format)
    {
        if (wanted.IsEmpty)
        {
            return;
        }

        int width = wanted.Width, left = wanted.X0 - rows[0].Window.X0;
        bool isReversible = components[0].Style.IsReversible;
        bool areBytes = format.Components == 3 && format.BytesPerSample == 1 && AreBytes(components);
        int[] scratch = ArrayPool<int>.Shared.Rent(3 * width);
        Span<int> red = scratch.AsSpan(0, width), green = scratch.AsSpan(width, width), blue = scratch.AsSpan(2 * width, width);
        for (int y = wanted.Y0; y < wanted.Y1; y++)
        {
            int at = y - rows[0].Window.Y0;
            ReadOnlySpan<int> p0 = rows[0].Row(at).Slice(left, width), p1 = rows[1].Row(at).Slice(left, width), p2 = rows[2].Row(at).Slice(left, width);
            if (isReversible)
            {
                ColourTransform.UndoReversible(p0, p1, p2, red, green, blue);
            }
            else
            {
                ColourTransform.UndoIrreversible(Real(p0), Real(p1), Real(p2), Real(red), Real(green), Real(blue));
            }

            if (areBytes)
            {
                // One sample of each for a place of the picture, so the area's columns are the window's.
                int from = area.X + whole.X0 - wanted.X0, row = y - whole.Y0 - area.Y;
                int first = Math.Max(0, from), end = Math.Min(width, from + area.Width);
                if (row >= 0 && row < area.Height && end > first)
                {
                    if (!isReversible)
                    {
                        SampleWriter.Round(scratch.AsSpan(0, 3 * width));
                    }

                    SampleTriples.Join(red[first..end], green[first..end], blue[first..end], 128, samples.Slice(3 * (row * area.Width + first - from), 3 * (end - first)));
                }

                continue;
            }

            for (int c = 0; c < 3; c++)
            {
                Span<int> line = scratch.AsSpan(c * width, width);
                SampleWriter.Finish(components[c], line);
                SampleWriter.Place(components[c], line, y, wanted.X0 - whole.X0, whole, area, c, samples, format);
            }
        }

        ArrayPool<int>.Shared.Return(scratch);
    }

    private static bool AreBytes(ReadOnlySpan<ComponentLayout> components)
    {
        for (int c = 0; c < 3; c++)
        {
            if (components[c].Size is not { Bits: 8, IsSigned: false, StepX: 1, StepY: 1 })
            {
                return false;
            }
        }

        return true;
    }

    private static Span<float> Real(Span<int> row) => MemoryMarshal.Cast<int, float>(row);

    private static ReadOnlySpan<float> Real(ReadOnlySpan<int> row) => MemoryMarshal.Cast<int, float>(row);
}
