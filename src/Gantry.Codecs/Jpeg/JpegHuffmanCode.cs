namespace Gantry.Codecs.Jpeg;

/// <summary>A Huffman table for encoding, made for given symbol frequencies (ITU-T T.81 K.2): counts by length, symbols in order, and each symbol's code.</summary>
internal sealed class JpegHuffmanCode
{
    private const int MaxLength = 16;

    /// <summary>A symbol's code, above the code's length in eight bits.</summary>
    private readonly uint[] codes = new uint[256];
    private readonly byte[] counts = new byte[MaxLength];
    private readonly byte[] symbols = new byte[256];
    private int symbolCount;

    /// <summary>16 counts, of codes of 1 to 16 bits.</summary>
    public ReadOnlySpan<byte> Counts => counts;

    public ReadOnlySpan<byte> Symbols => symbols.AsSpan(0, symbolCount);

    public void Write(ref JpegBitWriter writer, int symbol) => writer.Write(codes[symbol] >> 8, (int)(codes[symbol] & 0xFF));

    /// <summary>Writes a symbol and behind it 0 to 16 further bits.</summary>
    /// <param name="value">Higher bits are zero.</param>
    public void Write(ref JpegBitWriter writer, int symbol, uint value, int size)
    {
        uint code = codes[symbol];
        writer.Write((code >> 8 << size) | value, (int)(code & 0xFF) + size);
    }

    /// <summary>Becomes the optimal code of at most 16 bits; no code is all ones.</summary>
    /// <param name="frequencies">256 counts; symbols that do not occur get no code.</param>
    public void Define(ReadOnlySpan<long> frequencies)
    {
        // One more symbol that is never written takes the code of all ones.
        Span<long> weight = stackalloc long[257];
        frequencies.CopyTo(weight);
        weight[256] = 1;
        Span<int> size = stackalloc int[257], next = stackalloc int[257];
        size.Clear();
        next.Fill(-1);
        Span<int> roots = stackalloc int[257];
        int count = 0;
        for (int symbol = 0; symbol < weight.Length; symbol++)
        {
            if (weight[symbol] > 0)
            {
                roots[count++] = symbol;
            }
        }

        int coded = count - 1;
        for (; count > 1; count--)
        {
            int first = Least(weight, roots[..count], -1), second = Least(weight, roots[..count], first);
            weight[roots[first]] += weight[roots[second]];
            int end = roots[first];
            for (size[end]++; next[end] >= 0; size[end]++)
            {
                end = next[end];
            }

            next[end] = roots[second];
            for (end = roots[second], size[end]++; next[end] >= 0; size[end]++)
            {
                end = next[end];
            }

            roots[(second + 1)..count].CopyTo(roots[second..]);
        }

        Span<int> bits = stackalloc int[260];
        bits.Clear();
        foreach (int length in size)
        {
            bits[length]++;
        }

        bits[0] = 0;
        Shorten(bits);
        Assign(bits, size[..256], coded);
    }

    /// <returns>Which of the roots weighs least: the later of equals, so that the reserved symbol gets the longest code.</returns>
    private static int Least(ReadOnlySpan<long> weight, ReadOnlySpan<int> roots, int except)
    {
        int least = -1;
        long lightest = long.MaxValue;
        for (int i = 0; i < roots.Length; i++)
        {
            if (weight[roots[i]] <= lightest && i != except)
            {
                (least, lightest) = (i, weight[roots[i]]);
            }
        }

        return least;
    }

    /// <summary>Moves codes longer than 16 bits up the tree (K.2, Figure K.3) and drops the reserved one.</summary>
    private static void Shorten(Span<int> bits)
    {
        for (int length = bits.Length - 1; length > MaxLength; length--)
        {
            while (bits[length] > 0)
            {
                int shorter = length - 2;
                while (bits[shorter] == 0)
                {
                    shorter--;
                }

                bits[length] -= 2;
                bits[length - 1]++;
                bits[shorter + 1] += 2;
                bits[shorter]--;
            }
        }

        int longest = MaxLength;
        while (bits[longest] == 0)
        {
            longest--;
        }

        bits[longest]--;
    }

    /// <summary>Codes in the order of how long those are that the tree gave, then of the symbols.</summary>
    private void Assign(ReadOnlySpan<int> bits, ReadOnlySpan<int> size, int coded)
    {
        symbolCount = 0;
        for (int longest = 1; symbolCount < coded; longest++)
        {
            for (int symbol = 0; symbol < size.Length; symbol++)
            {
                if (size[symbol] == longest)
                {
                    symbols[symbolCount++] = (byte)symbol;
                }
            }
        }

        uint value = 0;
        int index = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            counts[length - 1] = (byte)bits[length];
            for (int i = 0; i < bits[length]; i++, index++)
            {
                codes[symbols[index]] = (value++ << 8) | (uint)length;
            }

            value <<= 1;
        }
    }
}
