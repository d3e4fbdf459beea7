namespace Gantry.Imaging.Frames;

/// <summary>Cells of one bit, packed from the least significant bit on (PS3.5 8.1.1).</summary>
internal static class BitCells
{
    /// <summary>Packs a frame whose cells take a byte each; the last byte is filled with zeros.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> cells)
    {
        byte[] packed = new byte[(cells.Length + 7) / 8];
        Pack(cells, packed, 0);
        return packed;
    }

    /// <summary>Packs into bytes that are zero from <paramref name="firstBit"/> on.</summary>
    public static void Pack(ReadOnlySpan<byte> cells, Span<byte> packed, long firstBit)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            long bit = firstBit + i;
            packed[(int)(bit >> 3)] |= (byte)((cells[i] & 1) << (int)(bit & 7));
        }
    }
}
