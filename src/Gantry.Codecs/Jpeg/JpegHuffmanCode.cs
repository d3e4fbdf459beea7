namespace Gantry.Codecs.Jpeg;

/// <summary>A Huffman table for encoding, made for given symbol frequencies (ITU-T T.81 K.2): counts by length, symbols in order, and each symbol's code.</summary>
internal sealed class JpegHuffmanCode
{
    private const int MaxLength = 16;

    private readonly uint[] codes = new uint[256];
    private readonly byte[] lengths = new byte[256];

    /// <summary>16 counts, of codes of 1 to 16 bits.</summary>
    public byte[] Counts { get; } = new byte[MaxLength];

    public byte[] Symbols { get; private set; } = [];

    public void Write(ref JpegBitWriter writer, int symbol) => writer.Write(codes[symbol], lengths[symbol]);

    /// <summary>The optimal code of at most 16 bits; no code is all ones.</summary>
    /// <param name="frequencies">256 counts; symbols that do not occur get no code.</param>
    public static JpegHuffmanCode Optimal(ReadOnlySpan<long> frequencies)
    {
        // One more symbol that is never written takes the code of all ones.
        var weight = new long[257];
        frequencies.CopyTo(weight);
        weight[256] = 1;
        var size = new int[257];
        var next = new int[257];
        Array.Fill(next, -1);
        while (true)
        {
            int least = Least(weight, -1);
            int second = Least(weight, least);
            if (second < 0)
            {
                break;
            }

            weight[least] += weight[second];
            weight[second] = 0;
            int end = least;
            for (size[end]++; next[end] >= 0; size[end]++)
            {
                end = next[end];
            }

            next[end] = second;
            for (end = second, size[end]++; next[end] >= 0; size[end]++)
            {
                end = next[end];
            }
        }

        var bits = new int[260];
        foreach (int length in size)
        {
            bits[length]++;
        }

        bits[0] = 0;
        Shorten(bits);
        return Assign(bits, size);
    }

    private static int Least(long[] weight, int except)
    {
        int least = -1;
        for (int i = 0; i < weight.Length; i++)
        {
            // The later of equals, so that the reserved symbol gets the longest code.
            if (weight[i] > 0 && i != except && (least < 0 || weight[i] <= weight[least]))
            {
                least = i;
            }
        }

        return least;
    }

    /// <summary>Moves codes longer than 16 bits up the tree (K.2, Figure K.3) and drops the reserved one.</summary>
    private static void Shorten(int[] bits)
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

    private static JpegHuffmanCode Assign(int[] bits, int[] size)
    {
        int[] order = [.. Enumerable.Range(0, 256).Where(s => size[s] > 0).OrderBy(s => size[s]).ThenBy(s => s)];
        var code = new JpegHuffmanCode { Symbols = [.. order.Select(s => (byte)s)] };
        uint value = 0;
        int index = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            code.Counts[length - 1] = (byte)bits[length];
            for (int i = 0; i < bits[length]; i++)
            {
                code.codes[order[index]] = value++;
                code.lengths[order[index]] = (byte)length;
                index++;
            }

            value <<= 1;
        }

        return code;
    }
}
