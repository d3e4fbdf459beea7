using System.Runtime.CompilerServices;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>
/// What is known of four samples one below the other, in one word. Bits 0 to 17: significance of six rows by three columns, from the row above the
/// four, left to right: the nine bits from 3·row on are a sample's neighbourhood. From bit 18 on three bits for each of the four, three apart as the
/// neighbourhoods are: negative (19), refined (20), visited in this bit plane (21). Bit 18: the sample above is negative; bit 31: the one below is.
/// Rows are named by three times their number, as that is by how much everything shifts.
/// </summary>
internal static class ColumnFlags
{
    public const uint AllSignificance = 0x3FFFF;
    public const uint Neighbourhood = 0x1FF, Self = 0x10, Neighbours = 0x1EF;
    public const int NegativeAbove = 18, Negative = 19, Refined = 20, Visited = 21, NegativeBelow = 31;

    /// <summary>A bit for each of the four rows.</summary>
    public const uint Rows = 0x249;

    public const uint AllVisited = Rows << Visited;

    private static readonly byte[] ZeroLow = Build(Subband.LL), ZeroHorizontal = Build(Subband.HL), ZeroDiagonal = Build(Subband.HH);

    /// <summary>Zero coding contexts by neighbourhood.</summary>
    public static byte[] Zero(Subband band) => band switch
    {
        Subband.HL => ZeroHorizontal,
        Subband.HH => ZeroDiagonal,
        _ => ZeroLow,
    };

    /// <summary>The row's own number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Index(int row) => (row * 11) >> 5;

    /// <summary>Rows that are not significant and have a neighbour that is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Candidates(uint column)
    {
        uint any = column & AllSignificance;
        any |= (any >> 1) | (any >> 2);
        any |= (any >> 3) | (any >> 6);
        return any & ~(column >> 4) & Rows;
    }

    /// <summary>Rows that are significant and were not visited.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ToRefine(uint column) => (column >> 4) & ~(column >> Visited) & Rows;

    /// <summary>Context of the magnitude refinement of a row (Table D.4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RefinementContext(uint column, int row)
    {
        // 16 once it has been refined, else 15 with a significant neighbour, else 14; without branches.
        uint refined = (column >> (Refined + row)) & 1;
        uint any = (((column >> row) & Neighbours) + 0x1FF) >> 9;
        return (int)(14 + (2 * refined) + (any & ~refined));
    }

    /// <summary>Index into <see cref="CodeBlockContexts.Sign"/> for the sample in a row of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SignIndex(uint column, uint left, uint right, int row)
    {
        uint around = column >> row;
        uint above = column >> (row == 0 ? NegativeAbove : Negative - 3 + row);
        return (int)((around & 0xAA) | (above & 1) | ((left >> (Negative - 2 + row)) & 4) | ((right >> (Negative - 4 + row)) & 0x10) | ((around >> 16) & 0x40));
    }

    /// <summary>Tells the neighbours of a sample that it is significant.</summary>
    /// <param name="flag">The sample's column.</param>
    /// <param name="pitch">Columns from one stripe to the next.</param>
    /// <param name="isCausal">A stripe does not look into the next one (D.7).</param>
    /// <returns>What its own column is to learn.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint BecomeSignificant(ref uint flag, int pitch, bool isCausal, int row, uint sign)
    {
        Unsafe.Subtract(ref flag, 1) |= 0x20u << row;
        Unsafe.Add(ref flag, 1) |= 0x08u << row;
        if (row == 0 && !isCausal)
        {
            ref uint above = ref Unsafe.Subtract(ref flag, pitch);
            Unsafe.Subtract(ref above, 1) |= 1u << 17;
            above |= (1u << 16) | (sign << NegativeBelow);
            Unsafe.Add(ref above, 1) |= 1u << 15;
        }
        else if (row == 9)
        {
            ref uint below = ref Unsafe.Add(ref flag, pitch);
            Unsafe.Subtract(ref below, 1) |= 1u << 2;
            below |= (1u << 1) | (sign << NegativeAbove);
            Unsafe.Add(ref below, 1) |= 1u;
        }

        return (Self << row) | (sign << (Negative + row));
    }

    private static byte[] Build(Subband band)
    {
        var table = new byte[512];
        for (int around = 0; around < 512; around++)
        {
            int h = Bit(around, 3) + Bit(around, 5), v = Bit(around, 1) + Bit(around, 7);
            int d = Bit(around, 0) + Bit(around, 2) + Bit(around, 6) + Bit(around, 8);
            table[around] = CodeBlockContexts.Zero(band, h, v, d);
        }

        return table;
    }

    private static int Bit(int around, int bit) => (around >> bit) & 1;
}
