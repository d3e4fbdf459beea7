namespace Gantry.Imaging.Frames;

/// <summary>Native pixel bytes (PS3.5 8.1, 8.2) as decoded cells: little endian, one byte for a bit, samples by pixel, chrominance for every pixel.</summary>
internal static class NativeCells
{
    /// <summary>Takes one frame's bytes, the first bit being the frame's own.</summary>
    /// <param name="bytes">Little endian.</param>
    /// <param name="firstBit">Where the frame starts in the first byte; 0 unless cells have one bit.</param>
    /// <param name="description">How the bytes lie.</param>
    /// <param name="cells">A decoded frame.</param>
    public static void Unpack(ReadOnlySpan<byte> bytes, int firstBit, PixelDescription description, Span<byte> cells)
    {
        if (description.BitsAllocated == 1)
        {
            for (int i = 0; i < cells.Length; i++)
            {
                int bit = firstBit + i;
                cells[i] = (byte)((bytes[bit >> 3] >> (bit & 7)) & 1);
            }
        }
        else if (description.IsHalfChrominance && description.Samples == 3)
        {
            SpreadChrominance(bytes, description.CellBytes, cells);
        }
        else if (description.IsPlanar)
        {
            Interleave(bytes, description, cells);
        }
        else
        {
            bytes[..cells.Length].CopyTo(cells);
        }
    }

    /// <summary>Y1 Y2 Cb Cr becomes Y1 Cb Cr Y2 Cb Cr.</summary>
    private static void SpreadChrominance(ReadOnlySpan<byte> bytes, int size, Span<byte> cells)
    {
        int pair = 6 * size;
        for (int from = 0, to = 0; to + pair <= cells.Length; from += 4 * size, to += pair)
        {
            ReadOnlySpan<byte> chrominance = bytes.Slice(from + (2 * size), 2 * size);
            bytes.Slice(from, size).CopyTo(cells[to..]);
            chrominance.CopyTo(cells[(to + size)..]);
            bytes.Slice(from + size, size).CopyTo(cells[(to + (3 * size))..]);
            chrominance.CopyTo(cells[(to + (4 * size))..]);
        }
    }

    private static void Interleave(ReadOnlySpan<byte> bytes, PixelDescription description, Span<byte> cells)
    {
        int size = description.CellBytes;
        int pixels = description.Rows * description.Columns;
        for (int sample = 0; sample < description.Samples; sample++)
        {
            ReadOnlySpan<byte> plane = bytes.Slice(sample * pixels * size, pixels * size);
            int stride = description.Samples * size;
            for (int i = 0, to = sample * size; i < plane.Length; i += size, to += stride)
            {
                plane.Slice(i, size).CopyTo(cells[to..]);
            }
        }
    }
}
