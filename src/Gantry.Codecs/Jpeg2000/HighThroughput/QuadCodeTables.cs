using System.Numerics;

namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>The code word for each quad to be written, from <see cref="QuadCodes"/>.</summary>
internal static class QuadCodeTables
{
    /// <summary>By context·256 + significance·16 + which samples reach the bound (none when no offset follows). From bit 0: word (7), length (3), known samples (4).</summary>
    public static readonly ushort[] FirstRow = Build(QuadCodes.FirstRow), OtherRows = Build(QuadCodes.OtherRows);

    private static ushort[] Build(ReadOnlySpan<uint> codes)
    {
        var table = new ushort[8 * 256];
        var known = new int[table.Length];
        Array.Fill(known, -1);
        foreach (uint code in codes)
        {
            uint significant = (code >> 3) & 15, hasOffset = (code >> 7) & 1, knows = (code >> 8) & 15, reaches = (code >> 12) & 15;
            for (uint top = 0; top < 16; top++)
            {
                bool fits = hasOffset == 0 ? top == 0 : top != 0 && (top & ~significant) == 0 && (top & knows) == reaches;
                int at = (int)(((code & 7) << 8) | (significant << 4) | top);
                // The more samples are known, the fewer bits their magnitudes take.
                if (fits && BitOperations.PopCount(knows) > known[at])
                {
                    known[at] = BitOperations.PopCount(knows);
                    table[at] = (ushort)(((code >> 16) & 127) | ((code >> 23) << 7) | (knows << 10));
                }
            }
        }

        return table;
    }
}
