namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>Look-up tables that decode <see cref="QuadCodes"/> and the offsets that follow them in one step.</summary>
internal static class QuadTables
{
    /// <summary>Entries are looked up by context·128 + the next seven bits. From bit 0: significance (4), known (4), reaching (4), offset follows (1), length (3).</summary>
    public static readonly ushort[] FirstRow = Build(QuadCodes.FirstRow), OtherRows = Build(QuadCodes.OtherRows);

    public const int OffsetFlag = 0x1000;
    public const int LengthShift = 13;

    // How the two offsets of a pair of quads are coded: which of them are there, and in the first row what its MEL event said of both.
    public const int BothAboveTwo = 4, OneAtMostTwo = 5;

    /// <summary>
    /// Prefixes of a pair's offsets (T.814 7.3.6), by mode·64 + the next six bits. From bit 0: bits of both prefixes (4), bits of the first suffix (3)
    /// and of the second (3), what the prefixes stand for (4 each).
    /// </summary>
    public static readonly uint[] Offsets = BuildOffsets();

    private static ushort[] Build(ReadOnlySpan<uint> codes)
    {
        var table = new ushort[1024];
        foreach (uint code in codes)
        {
            uint context = code & 7, word = (code >> 16) & 127;
            int length = (int)(code >> 23);
            uint entry = ((code >> 3) & 15) | (((code >> 8) & 0xFF) << 4) | (((code >> 7) & 1) << 12) | ((uint)length << LengthShift);
            for (uint rest = 0; rest < 128u >> length; rest++)
            {
                table[(context << 7) | (rest << length) | word] = (ushort)entry;
            }
        }

        return table;
    }

    private static uint[] BuildOffsets()
    {
        var table = new uint[6 * 64];
        for (int mode = 1; mode < 6; mode++)
        {
            bool hasFirst = mode != 2, hasSecond = mode != 1;
            int add = mode == BothAboveTwo ? 2 : 0;
            for (int head = 0; head < 64; head++)
            {
                (int bits1, int value1, int suffix1) = hasFirst ? Prefix(head) : (0, 0, 0);
                (int bits2, int value2, int suffix2) = hasSecond ? Prefix(head >> bits1) : (0, 0, 0);
                if (mode == OneAtMostTwo && value1 > 2)
                {
                    // The second is one or two then, and one bit says which.
                    (bits2, value2, suffix2) = (1, 1 + ((head >> bits1) & 1), 0);
                }

                value1 += hasFirst ? add : 0;
                value2 += hasSecond ? add : 0;
                table[(mode << 6) | head] = (uint)((bits1 + bits2) | (suffix1 << 4) | (suffix2 << 7) | (value1 << 10) | (value2 << 14));
            }
        }

        return table;
    }

    private static (int Bits, int Value, int Suffix) Prefix(int head) =>
        (head & 1) != 0 ? (1, 1, 0) : (head & 2) != 0 ? (2, 2, 0) : (head & 4) != 0 ? (3, 3, 1) : (3, 5, 5);
}
