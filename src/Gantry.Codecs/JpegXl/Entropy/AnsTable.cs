namespace Gantry.Codecs.JpegXl.Entropy;

/// <summary>
/// A distribution of symbols and its alias table (18181-1 C.2.5, C.2.6). One entry for each bucket, packed from the lowest bit: cutoff (8 bits), the other
/// symbol (8), its offset less the cutoff (16, signed), and the frequencies of the bucket's own symbol and of the other (16 each).
/// </summary>
internal static class AnsTable
{
    public const int LogRange = 12;

    private const int Range = 1 << LogRange;

    /// <summary>Code lengths and values of the log counts: (symbol, bits) by the next seven bits, made of the prefix code of C.2.5.</summary>
    private static readonly (byte Symbol, byte Bits)[] LogCounts = MakeLogCounts();

    public static ulong Pack(int cutoff, int symbol, int offset, int own, int other) =>
        (uint)cutoff | ((ulong)(uint)symbol << 8) | ((ulong)(ushort)offset << 16) | ((ulong)(uint)own << 32) | ((ulong)(uint)other << 48);

    /// <summary>Reads a distribution and writes its table; at most 1 &lt;&lt; <paramref name="logAlphabet"/> symbols.</summary>
    public static bool Read(ref JxlBitReader reader, int logAlphabet, Span<ulong> table)
    {
        Span<int> counts = stackalloc int[256 + 32];
        counts.Clear();
        if (!ReadCounts(ref reader, counts))
        {
            return false;
        }

        for (int i = 1 << logAlphabet; i < counts.Length; i++)
        {
            if (counts[i] != 0)
            {
                return reader.Fail("A distribution has more symbols than its alphabet.");
            }
        }

        Fill(counts, logAlphabet, table);
        return true;
    }

    private static bool ReadCounts(ref JxlBitReader reader, scoped Span<int> counts)
    {
        if (reader.ReadBool())
        {
            return ReadSimple(ref reader, counts);
        }

        if (reader.ReadBool())
        {
            int symbols = reader.ReadVar8() + 1;
            for (int i = 0; i < symbols; i++)
            {
                counts[i] = Range / symbols + (i < Range % symbols ? 1 : 0);
            }

            return true;
        }

        return ReadFull(ref reader, counts);
    }

    private static bool ReadSimple(ref JxlBitReader reader, scoped Span<int> counts)
    {
        if (!reader.ReadBool())
        {
            counts[reader.ReadVar8()] = Range;
            return true;
        }

        int first = reader.ReadVar8(), second = reader.ReadVar8();
        if (first == second)
        {
            return reader.Fail("A distribution of two symbols names one twice.");
        }

        counts[first] = reader.ReadInt(LogRange);
        counts[second] = Range - counts[first];
        return true;
    }

    private static bool ReadFull(ref JxlBitReader reader, scoped Span<int> counts)
    {
        int log = 0;
        while (log < 3 && reader.ReadBool())
        {
            log++;
        }

        int shift = (reader.ReadInt(log) | (1 << log)) - 1;
        if (shift > 13)
        {
            return reader.Fail("A distribution's precision is out of range.");
        }

        int length = reader.ReadVar8() + 3;
        Span<byte> logs = stackalloc byte[256 + 32];
        Span<int> runs = stackalloc int[256 + 32];
        runs.Clear();
        int omitted = -1, omittedLog = -1;
        for (int i = 0; i < length; i++)
        {
            reader.Refill();
            (byte symbol, byte bits) = LogCounts[reader.Peek(7)];
            reader.Skip(bits);
            logs[i] = symbol;
            if (symbol == 13)
            {
                int run = reader.ReadVar8();
                runs[i] = run + 5;
                i += run + 3;
            }
            else if (symbol > omittedLog)
            {
                omittedLog = symbol;
                omitted = i;
            }
        }

        if (omitted < 0 || (omitted + 1 < length && runs[omitted + 1] != 0))
        {
            return reader.Fail("A distribution without a symbol to hold the rest.");
        }

        int total = 0, same = 0, previous = 0;
        for (int i = 0; i < length; i++)
        {
            if (runs[i] != 0)
            {
                same = runs[i] - 1;
                previous = i > 0 ? counts[i - 1] : 0;
            }

            if (same > 0)
            {
                counts[i] = previous;
                same--;
            }
            else if (i != omitted && logs[i] != 0)
            {
                int code = logs[i] - 1;
                int bits = Math.Clamp(shift - ((LogRange - code) >> 1), 0, code);
                counts[i] = code == 0 ? 1 : (1 << code) + (reader.ReadInt(bits) << (code - bits));
            }

            total += counts[i];
        }

        counts[omitted] = Range - total;
        return counts[omitted] > 0 || reader.Fail("The frequencies of a distribution are too great.");
    }

    private static void Fill(ReadOnlySpan<int> counts, int logAlphabet, Span<ulong> table)
    {
        int size = 1 << logAlphabet, bucket = Range >> logAlphabet;
        for (int i = 0; i < size; i++)
        {
            if (counts[i] == Range)
            {
                for (int at = 0; at < size; at++)
                {
                    table[at] = Pack(0, i, at * bucket, 0, Range);
                }

                return;
            }
        }

        Span<int> cutoffs = stackalloc int[256];
        Span<int> offsets = stackalloc int[256];
        Span<byte> others = stackalloc byte[256];
        Span<byte> over = stackalloc byte[256];
        Span<byte> under = stackalloc byte[512];
        int overs = 0, unders = 0;
        for (int i = 0; i < size; i++)
        {
            cutoffs[i] = counts[i];
            if (counts[i] > bucket)
            {
                over[overs++] = (byte)i;
            }
            else if (counts[i] < bucket)
            {
                under[unders++] = (byte)i;
            }
        }

        // The order in which buckets are paired is the format's: last in, first out.
        while (overs > 0 && unders > 0)
        {
            int rich = over[--overs], poor = under[--unders];
            cutoffs[rich] -= bucket - cutoffs[poor];
            others[poor] = (byte)rich;
            offsets[poor] = cutoffs[rich];
            if (cutoffs[rich] < bucket)
            {
                under[unders++] = (byte)rich;
            }
            else if (cutoffs[rich] > bucket)
            {
                over[overs++] = (byte)rich;
            }
        }

        for (int i = 0; i < size; i++)
        {
            table[i] = cutoffs[i] == bucket
                ? Pack(0, i, 0, counts[i], counts[i])
                : Pack(cutoffs[i], others[i], offsets[i] - cutoffs[i], counts[i], counts[others[i]]);
        }
    }

    private static (byte Symbol, byte Bits)[] MakeLogCounts()
    {
        // Codes as they are read, first bit lowest.
        (int Code, int Bits)[] codes =
        [
            (0b10001, 5), (0b1011, 4), (0b1111, 4), (0b0011, 4), (0b1001, 4), (0b0111, 4), (0b100, 3),
            (0b010, 3), (0b101, 3), (0b110, 3), (0b000, 3), (0b100001, 6), (0b0000001, 7), (0b1000001, 7),
        ];
        (byte, byte)[] table = new (byte, byte)[128];
        for (int symbol = 0; symbol < codes.Length; symbol++)
        {
            for (int at = codes[symbol].Code; at < 128; at += 1 << codes[symbol].Bits)
            {
                table[at] = ((byte)symbol, (byte)codes[symbol].Bits);
            }
        }

        return table;
    }
}
