namespace Gantry.Codecs.Jpeg2000;

internal enum Subband { LL, HL, LH, HH }

/// <summary>Context labels of the coefficient bit modelling (ITU-T T.800 D.3): zero coding 0 to 8, sign coding 9 to 13, magnitude refinement 14 to 16.</summary>
internal static class CodeBlockContexts
{
    // The state of a coefficient: which of its eight neighbours are significant, the signs of four of them, and its own three flags.
    public const int North = 1, East = 2, South = 4, West = 8, NorthEast = 16, NorthWest = 32, SouthEast = 64, SouthWest = 128;
    public const int Neighbours = 0xFF;
    public const int NorthNegative = 0x100, EastNegative = 0x200, SouthNegative = 0x400, WestNegative = 0x800;
    public const int Significant = 0x1000, Visited = 0x2000, Refined = 0x4000;

    /// <summary>What lies in the next stripe, not looked at in vertically causal blocks.</summary>
    public const int Below = South | SouthEast | SouthWest | SouthNegative;

    private static readonly byte[] ZeroLow = BuildZero(Subband.LL);
    private static readonly byte[] ZeroHorizontal = BuildZero(Subband.HL);
    private static readonly byte[] ZeroDiagonal = BuildZero(Subband.HH);

    /// <summary>Context in the low bits, sign flip in bit 7; indexed by the significance of N, E, S, W and their four signs above.</summary>
    public static readonly byte[] Sign = BuildSign();

    /// <summary>Zero coding contexts by the eight neighbours (Table D.1).</summary>
    public static byte[] Zero(Subband band) => band switch
    {
        Subband.HL => ZeroHorizontal,
        Subband.HH => ZeroDiagonal,
        _ => ZeroLow,
    };

    private static byte[] BuildZero(Subband band)
    {
        var table = new byte[256];
        for (int f = 0; f < 256; f++)
        {
            int h = Bit(f, East) + Bit(f, West);
            int v = Bit(f, North) + Bit(f, South);
            int d = Bit(f, NorthEast) + Bit(f, NorthWest) + Bit(f, SouthEast) + Bit(f, SouthWest);
            if (band == Subband.HL)
            {
                (h, v) = (v, h);
            }

            table[f] = (byte)(band == Subband.HH ? Diagonal(h + v, d) : Straight(h, v, d));
        }

        return table;
    }

    private static int Straight(int h, int v, int d) => (h, v, d) switch
    {
        (2, _, _) => 8,
        (1, >= 1, _) => 7,
        (1, 0, >= 1) => 6,
        (1, 0, 0) => 5,
        (0, 2, _) => 4,
        (0, 1, _) => 3,
        (0, 0, >= 2) => 2,
        (0, 0, 1) => 1,
        _ => 0,
    };

    private static int Diagonal(int hv, int d) => (d, hv) switch
    {
        ( >= 3, _) => 8,
        (2, >= 1) => 7,
        (2, 0) => 6,
        (1, >= 2) => 5,
        (1, 1) => 4,
        (1, 0) => 3,
        (0, >= 2) => 2,
        (0, 1) => 1,
        _ => 0,
    };

    private static byte[] BuildSign()
    {
        var table = new byte[256];
        for (int f = 0; f < 256; f++)
        {
            int h = Math.Clamp(Contribution(f, East, 0x20) + Contribution(f, West, 0x80), -1, 1);
            int v = Math.Clamp(Contribution(f, North, 0x10) + Contribution(f, South, 0x40), -1, 1);
            int flip = h < 0 || (h == 0 && v < 0) ? 1 : 0;
            if (flip == 1)
            {
                (h, v) = (-h, -v);
            }

            int context = (h, v) switch { (1, 1) => 13, (1, 0) => 12, (1, -1) => 11, (0, 1) => 10, _ => 9 };
            table[f] = (byte)(context | (flip << 7));
        }

        return table;
    }

    private static int Bit(int flags, int mask) => (flags & mask) != 0 ? 1 : 0;

    private static int Contribution(int flags, int significant, int negative) => (flags & significant) == 0 ? 0 : (flags & negative) != 0 ? -1 : 1;
}
