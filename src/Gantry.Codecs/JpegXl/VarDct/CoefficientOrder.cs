using Gantry.Codecs.JpegXl.Entropy;

namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>In which order the coefficients of a shape of block are coded (18181-1 I.2.4).</summary>
internal static class CoefficientOrder
{
    public const int Shapes = 13;

    private static readonly Lazy<int[]>[] NaturalOrders = [.. Enumerable.Range(0, Shapes).Select(shape => new Lazy<int[]>(() => MakeNatural(Wide[shape], High[shape])))];

    /// <summary>Blocks across, the longer side.</summary>
    private static ReadOnlySpan<byte> Wide => [1, 1, 2, 4, 2, 4, 4, 8, 8, 16, 16, 32, 32];

    private static ReadOnlySpan<byte> High => [1, 1, 2, 4, 1, 1, 2, 8, 4, 16, 8, 32, 16];

    public static int[] Natural(int shape) => NaturalOrders[shape].Value;

    /// <summary>Reads the orders of one pass; three for each shape, of X, Y and B. Null when they are malformed, as the reader then tells.</summary>
    public static int[][]? Read(ref JxlBitReader reader)
    {
        uint coded = reader.ReadU32(0x5F, 0, 0x13, 0, 0, 0, 0, 13);
        int[][] orders = new int[3 * Shapes][];
        using EntropyCode? code = coded == 0 ? null : EntropyCode.Read(ref reader, 8);
        if (coded != 0 && code is null)
        {
            return null;
        }

        EntropyReader symbols = code is null ? default : new EntropyReader(code, ref reader);
        for (int i = 0; i < orders.Length; i++)
        {
            int shape = i / 3;
            if ((coded >> shape & 1) == 0)
            {
                orders[i] = Natural(shape);
                continue;
            }

            int[] natural = Natural(shape);
            int[] order = new int[natural.Length];
            if (!Permutation.Read(ref reader, ref symbols, natural.Length / 64, order))
            {
                return null;
            }

            foreach (ref int at in order.AsSpan())
            {
                at = natural[at];
            }

            orders[i] = order;
        }

        if (code is not null && !symbols.End())
        {
            reader.Fail("The order of coefficients does not end where it should.");
            return null;
        }

        return orders;
    }

    /// <summary>Zigzag over a square of the longer side, without the lines that the shorter one lacks; what the low frequencies give comes first.</summary>
    private static int[] MakeNatural(int wide, int high)
    {
        int side = wide * 8, ratio = wide / high;
        int[] order = new int[wide * high * 64];
        int next = wide * high;
        for (int diagonal = 0; diagonal < (2 * side) - 1; diagonal++)
        {
            int first = Math.Max(0, diagonal - side + 1), last = Math.Min(diagonal, side - 1);
            for (int i = first; i <= last; i++)
            {
                // The direction alternates.
                (int x, int y) = (diagonal & 1) == 0 ? (i, diagonal - i) : (diagonal - i, i);
                if (y % ratio != 0)
                {
                    continue;
                }

                int line = y / ratio;
                order[x < wide && line < high ? (line * wide) + x : next++] = (line * side) + x;
            }
        }

        return order;
    }
}
