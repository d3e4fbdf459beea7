namespace Gantry.Codecs.Jpeg2000;

/// <summary>
/// What is known of four samples one below the other, in one word. Bits 0 to 17: significance of six rows by three columns, from the row above the
/// four, left to right: the nine bits from 3·row on are a sample's neighbourhood. Then for each of the four whether it has been refined (18), was
/// visited in this bit plane (22), is negative (26); and whether the sample above (30) and the one below (31) are negative.
/// </summary>
internal static class ColumnFlags
{
    public const uint AllSignificance = 0x3FFFF;
    public const uint AllVisited = 0xFu << 22;
    public const uint Neighbourhood = 0x1FF, Self = 0x10, Neighbours = 0x1EF;
    public const int Refined = 18, Visited = 22, Negative = 26, NegativeAbove = 30, NegativeBelow = 31;

    private static readonly byte[] ZeroLow = Build(Subband.LL), ZeroHorizontal = Build(Subband.HL), ZeroDiagonal = Build(Subband.HH);

    /// <summary>Zero coding contexts by neighbourhood.</summary>
    public static byte[] Zero(Subband band) => band switch
    {
        Subband.HL => ZeroHorizontal,
        Subband.HH => ZeroDiagonal,
        _ => ZeroLow,
    };

    /// <summary>Index into <see cref="CodeBlockContexts.Sign"/> for the sample in a row of a column.</summary>
    public static int SignIndex(uint column, uint left, uint right, int row)
    {
        uint around = column >> (3 * row);
        uint above = row == 0 ? column >> NegativeAbove : column >> (Negative - 1 + row);
        uint below = row == 3 ? column >> NegativeBelow : column >> (Negative + 1 + row);
        return (int)(((around >> 1) & 1) | ((around >> 4) & 2) | ((around >> 5) & 4) | (around & 8)
            | ((above & 1) << 4) | (((right >> (Negative + row)) & 1) << 5) | ((below & 1) << 6) | (((left >> (Negative + row)) & 1) << 7));
    }

    private static byte[] Build(Subband band)
    {
        ReadOnlySpan<int> places =
        [
            CodeBlockContexts.NorthWest, CodeBlockContexts.North, CodeBlockContexts.NorthEast, CodeBlockContexts.West, 0, CodeBlockContexts.East,
            CodeBlockContexts.SouthWest, CodeBlockContexts.South, CodeBlockContexts.SouthEast,
        ];
        byte[] contexts = CodeBlockContexts.Zero(band);
        var table = new byte[512];
        for (int around = 0; around < 512; around++)
        {
            int neighbours = 0;
            for (int i = 0; i < 9; i++)
            {
                neighbours |= ((around >> i) & 1) != 0 ? places[i] : 0;
            }

            table[around] = contexts[neighbours];
        }

        return table;
    }
}
