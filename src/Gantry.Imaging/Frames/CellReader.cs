using System.Buffers.Binary;

namespace Gantry.Imaging.Frames;

/// <summary>Single cells of 1, 2 or 4 bytes, little endian.</summary>
internal static class CellReader
{
    public static uint Raw(ReadOnlySpan<byte> cells, int size, int index) => size switch
    {
        1 => cells[index],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(cells[(2 * index)..]),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(cells[(4 * index)..]),
    };

    public static void Write(Span<byte> cells, int size, int index, uint value)
    {
        switch (size)
        {
            case 1:
                cells[index] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(cells[(2 * index)..], (ushort)value);
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(cells[(4 * index)..], value);
                break;
        }
    }

    /// <summary>The stored value of a raw cell: Bits Stored below High Bit, extended by their sign.</summary>
    public static long Stored(uint raw, PixelDescription description)
    {
        int unused = 32 - description.BitsStored;
        uint high = raw >> (description.HighBit + 1 - description.BitsStored) << unused;
        return description.IsSigned ? (int)high >> unused : high >> unused;
    }
}
