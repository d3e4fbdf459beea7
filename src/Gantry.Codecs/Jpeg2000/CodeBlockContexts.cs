namespace Gantry.Codecs.Jpeg2000;

internal enum Subband { LL, HL, LH, HH }

/// <summary>Context labels of the coefficient bit modelling (ITU-T T.800 D.3): zero coding 0 to 8, sign coding 9 to 13, magnitude refinement 14 to 16.</summary>
internal static class CodeBlockContexts
{
    /// <summary>
    /// Context in the low bits, sign flip in bit 7 (Tables D.2 and D.3). Indexed by two bits each for the sample above, left, right and below, from bit 0
    /// on: whether it is negative, and whether it is significant.
    /// </summary>
    public static readonly byte[] Sign = BuildSign();

    /// <summary>The zero coding context of so many significant neighbours beside, above and below, and diagonally (Table D.1).</summary>
    public static byte Zero(Subband band, int h, int v, int d)
    {
        if (band == Subband.HL)
        {
            (h, v) = (v, h);
        }

        return (byte)(band == Subband.HH ? Diagonal(h + v, d) : Straight(h, v, d));
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
            int h = Math.Clamp(Contribution(f >> 2) + Contribution(f >> 4), -1, 1);
            int v = Math.Clamp(Contribution(f) + Contribution(f >> 6), -1, 1);
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

    private static int Contribution(int neighbour) => (neighbour & 3) switch { 2 => 1, 3 => -1, _ => 0 };
}
