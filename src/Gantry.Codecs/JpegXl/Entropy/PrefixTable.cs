namespace Gantry.Codecs.JpegXl.Entropy;

/// <summary>
/// A prefix code as RFC 7932 writes it, with alphabets of up to 32768 symbols (18181-1 C.2.4). A table by the first eight bits, and one below it for
/// longer codes: an entry is the symbol, and from bit 16 the bits to skip or, above eight, the bits that the second table takes.
/// </summary>
internal static class PrefixTable
{
    public const int RootBits = 8;

    private static ReadOnlySpan<byte> LengthOrder => [1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>Lengths 0 to 5 by the next four bits: the length, and above bit 4 the bits it took.</summary>
    private static ReadOnlySpan<byte> LengthCode => [0x20, 0x24, 0x23, 0x32, 0x20, 0x24, 0x23, 0x41, 0x20, 0x24, 0x23, 0x32, 0x20, 0x24, 0x23, 0x45];

    /// <summary>Reads a code; null when it is malformed, as the reader then tells.</summary>
    public static uint[]? Read(ref JxlBitReader reader, int alphabet)
    {
        uint[] root = new uint[1 << RootBits];
        if (alphabet == 1)
        {
            return root;
        }

        int form = reader.ReadInt(2);
        if (form == 1)
        {
            return ReadSimple(ref reader, alphabet, root) ? root : null;
        }

        byte[] lengths = new byte[alphabet];
        return ReadLengths(ref reader, form, lengths) ? Build(ref reader, lengths, root) : null;
    }

    private static bool ReadSimple(ref JxlBitReader reader, int alphabet, uint[] root)
    {
        int count = reader.ReadInt(2) + 1;
        Span<int> symbols = stackalloc int[4];
        int bits = JxlBitReader.CeilLog2((uint)alphabet);
        for (int i = 0; i < count; i++)
        {
            symbols[i] = reader.ReadInt(bits);
            if (symbols[i] >= alphabet || symbols[..i].Contains(symbols[i]))
            {
                return reader.Fail("A prefix code of few symbols names one twice, or one that is not there.");
            }
        }

        bool isDeep = count == 4 && reader.ReadBool();
        ReadOnlySpan<byte> lengths = count switch { 1 => [0], 2 => [1, 1], 3 => [1, 2, 2], _ => isDeep ? [1, 2, 3, 3] : [2, 2, 2, 2] };
        symbols = symbols[..count];
        symbols[(count == 3 ? 1 : isDeep ? 2 : 0)..].Sort();
        uint code = 0;
        for (int i = 0; i < count; i++)
        {
            Put(root, code, lengths[i], (uint)symbols[i] | ((uint)lengths[i] << 16));
            code = Next(code, lengths[i]);
        }

        return true;
    }

    private static bool ReadLengths(ref JxlBitReader reader, int skipped, byte[] lengths)
    {
        byte[] lengthLengths = new byte[18];
        int space = 32, used = 0;
        for (int i = skipped; i < 18 && space > 0; i++)
        {
            reader.Refill();
            int entry = LengthCode[(int)reader.Peek(4)];
            reader.Skip(entry >> 4);
            int length = entry & 15;
            lengthLengths[LengthOrder[i]] = (byte)length;
            if (length != 0)
            {
                space -= 32 >> length;
                used++;
            }
        }

        if (space != 0 && used != 1)
        {
            return reader.Fail("The lengths of a prefix code are coded malformed.");
        }

        uint[] table = new uint[1 << RootBits];
        if (used == 1)
        {
            Array.Fill(table, (uint)Array.FindIndex(lengthLengths, l => l != 0));
        }
        else if (Build(ref reader, lengthLengths, table) is null)
        {
            return false;
        }

        return ReadLengths(ref reader, table, lengths);
    }

    private static bool ReadLengths(ref JxlBitReader reader, uint[] table, byte[] lengths)
    {
        int symbol = 0, space = 32768, repeat = 0;
        byte previous = 8, repeated = 0;
        while (symbol < lengths.Length && space > 0)
        {
            reader.Refill();
            uint entry = table[reader.Peek(RootBits)];
            reader.Skip((int)(entry >> 16));
            int length = (int)(entry & 0xFFFF);
            if (length < 16)
            {
                repeat = 0;
                lengths[symbol++] = (byte)length;
                if (length != 0)
                {
                    previous = (byte)length;
                    space -= 32768 >> length;
                }

                continue;
            }

            byte value = length == 16 ? previous : (byte)0;
            if (repeated != value)
            {
                repeat = 0;
                repeated = value;
            }

            int before = repeat;
            int extra = length - 14;
            repeat = (repeat > 0 ? (repeat - 2) << extra : 0) + reader.ReadInt(extra) + 3;
            int more = repeat - before;
            if (more > lengths.Length - symbol)
            {
                return reader.Fail("The lengths of a prefix code are more than its alphabet.");
            }

            lengths.AsSpan(symbol, more).Fill(value);
            symbol += more;
            if (value != 0)
            {
                space -= more << (15 - value);
            }
        }

        return space == 0 || reader.Fail("A prefix code is not complete.");
    }

    /// <summary>The table of a complete code.</summary>
    private static uint[]? Build(ref JxlBitReader reader, byte[] lengths, uint[] root)
    {
        Span<int> counts = stackalloc int[16];
        Span<int> starts = stackalloc int[17];
        foreach (byte length in lengths)
        {
            counts[length]++;
        }

        counts[0] = 0;
        int space = 0;
        for (int length = 1; length < 16; length++)
        {
            starts[length + 1] = starts[length] + counts[length];
            space += counts[length] << (15 - length);
        }

        if (space != 32768)
        {
            reader.Fail("A prefix code is not complete.");
            return null;
        }

        int[] sorted = new int[starts[16]];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
            {
                sorted[starts[lengths[symbol]]++] = symbol;
            }
        }

        List<uint> table = [.. root];
        uint code = 0, prefix = uint.MaxValue;
        int below = 0, belowBits = 0;
        for (int i = 0, length = 1, left = counts[1]; i < sorted.Length; i++, left--)
        {
            while (left == 0)
            {
                left = counts[++length];
            }

            if (length <= RootBits)
            {
                Put(root, code, length, (uint)sorted[i] | ((uint)length << 16));
            }
            else
            {
                if ((code & 0xFF) != prefix)
                {
                    prefix = code & 0xFF;
                    belowBits = BelowBits(counts, length, left);
                    below = table.Count;
                    table.AddRange(new uint[1 << belowBits]);
                    root[prefix] = (uint)below | ((uint)(RootBits + belowBits) << 24);
                }

                for (uint at = code >> RootBits; at < 1u << belowBits; at += 1u << (length - RootBits))
                {
                    table[below + (int)at] = (uint)sorted[i] | ((uint)(length - RootBits) << 16);
                }
            }

            code = Next(code, length);
        }

        if (table.Count == root.Length)
        {
            return root;
        }

        uint[] whole = [.. table];
        root.CopyTo(whole, 0);
        return whole;
    }

    /// <summary>Bits of the table below a prefix, whose first code has this length and has <paramref name="left"/> more of that length.</summary>
    private static int BelowBits(ReadOnlySpan<int> counts, int length, int left)
    {
        int room = 1 << (length - RootBits);
        while (length < 15)
        {
            room -= left;
            if (room <= 0)
            {
                break;
            }

            left = counts[++length];
            room <<= 1;
        }

        return length - RootBits;
    }

    private static void Put(uint[] root, uint code, int length, uint entry)
    {
        for (uint at = code; at < root.Length; at += 1u << length)
        {
            root[at] = entry;
        }
    }

    /// <summary>The next code in order, first bit lowest.</summary>
    private static uint Next(uint code, int length)
    {
        if (length == 0)
        {
            return 0;
        }

        uint bit = 1u << (length - 1);
        while ((code & bit) != 0)
        {
            code ^= bit;
            bit >>= 1;
        }

        return code | bit;
    }
}
