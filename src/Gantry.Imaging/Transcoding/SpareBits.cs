using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Transcoding;

/// <summary>The bits of a cell that Bits Stored leaves over: zero or the sign, unless an overlay or padding lies there (PS3.5 8.1.1).</summary>
internal static class SpareBits
{
    /// <summary>Some cell holds more than its sample.</summary>
    public static bool AreUsed(ReadOnlySpan<byte> cells, PixelDescription description)
    {
        if (description.Kind != SampleKind.Integer || description.BitsAllocated == 1 || description.BitsStored == description.BitsAllocated)
        {
            return false;
        }

        int size = description.CellBytes;
        uint used = ~0u >> (32 - description.BitsStored) << (description.HighBit + 1 - description.BitsStored);
        uint all = ~0u >> (32 - description.BitsAllocated);
        for (int i = 0, count = cells.Length / size; i < count; i++)
        {
            uint raw = CellReader.Raw(cells, size, i);
            uint spare = raw & ~used;
            if (spare != 0 && !(description.IsSigned && description.HighBit == description.BitsStored - 1 && spare == (all & ~used) && (raw >> description.HighBit & 1) != 0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Both hold the same stored values.</summary>
    public static bool HaveSameSamples(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, PixelDescription description)
    {
        if (first.SequenceEqual(second))
        {
            return true;
        }

        if (description.Kind != SampleKind.Integer || description.BitsAllocated == 1)
        {
            return false;
        }

        int size = description.CellBytes;
        for (int i = 0, count = first.Length / size; i < count; i++)
        {
            if (CellReader.Stored(CellReader.Raw(first, size, i), description) != CellReader.Stored(CellReader.Raw(second, size, i), description))
            {
                return false;
            }
        }

        return true;
    }
}
