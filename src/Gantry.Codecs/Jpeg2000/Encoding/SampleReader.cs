using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Takes a component's samples of a tile out of the picture, shifted to lie around zero (ITU-T T.800 G.1).</summary>
internal static class SampleReader
{
    /// <returns>False when a sample has bits above the format's.</returns>
    public static bool Read(ReadOnlySpan<byte> samples, in SampleFormat format, int component, Extent tile, Span<int> plane)
    {
        int shift = format.IsSigned ? 0 : 1 << (format.BitsPerSample - 1);
        int low = format.IsSigned ? -(1 << (format.BitsPerSample - 1)) : 0;
        uint range = (uint)((1 << format.BitsPerSample) - 1);
        ReadOnlySpan<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples);
        bool isWithin = true;
        for (int y = tile.Y0; y < tile.Y1; y++)
        {
            Span<int> row = plane.Slice((y - tile.Y0) * tile.Width, tile.Width);
            int at = (y * format.Width + tile.X0) * format.Components + component;
            for (int x = 0; x < row.Length; x++, at += format.Components)
            {
                int value = format.BytesPerSample == 1
                    ? format.IsSigned ? (sbyte)samples[at] : samples[at]
                    : format.IsSigned ? (short)wide[at] : wide[at];
                isWithin &= (uint)(value - low) <= range;
                row[x] = value - shift;
            }
        }

        return isWithin;
    }
}
