using System.Buffers;

namespace Gantry.Codecs.JpegXl.Entropy;

/// <summary>A permutation as a Lehmer code (18181-1 F.3.2).</summary>
internal static class Permutation
{
    /// <summary>Reads a permutation whose first entries stay in place.</summary>
    public static bool Read(ref JxlBitReader reader, ref EntropyReader symbols, int fixedEntries, int[] order)
    {
        int size = order.Length;
        uint count = symbols.Read(ref reader, Context((uint)size));
        if (count > size - fixedEntries)
        {
            return reader.Fail("A permutation is longer than what it orders.");
        }

        int[] rented = ArrayPool<int>.Shared.Rent(size);
        Span<int> code = rented.AsSpan(0, size);
        code.Clear();
        uint last = 0;
        bool isWithin = true;
        for (int i = fixedEntries; i < fixedEntries + (int)count && isWithin; i++)
        {
            last = symbols.Read(ref reader, Context(last));
            isWithin = last < size - i && !reader.IsFailed;
            code[i] = (int)last;
        }

        if (isWithin)
        {
            Order(code, order);
        }

        ArrayPool<int>.Shared.Return(rented);
        return isWithin || reader.Fail("A permutation points past its end.");
    }

    /// <summary>Picks the n-th of what is left, again and again; a tree of counts finds it in logarithmic time.</summary>
    private static void Order(ReadOnlySpan<int> code, int[] order)
    {
        int size = order.Length, log = JxlBitReader.CeilLog2((uint)size), leaves = 1 << log;
        int[] counts = ArrayPool<int>.Shared.Rent(2 * leaves);
        counts.AsSpan(0, 2 * leaves).Clear();
        for (int i = 0; i < size; i++)
        {
            counts[leaves + i] = 1;
        }

        for (int i = leaves - 1; i > 0; i--)
        {
            counts[i] = counts[2 * i] + counts[(2 * i) + 1];
        }

        for (int i = 0; i < size; i++)
        {
            int rank = code[i], at = 1;
            counts[1]--;
            while (at < leaves)
            {
                at *= 2;
                if (rank >= counts[at])
                {
                    rank -= counts[at++];
                }

                counts[at]--;
            }

            order[i] = at - leaves;
        }

        ArrayPool<int>.Shared.Return(counts);
    }

    private static int Context(uint value) => Math.Min(7, JxlBitReader.CeilLog2(value + 1));
}
