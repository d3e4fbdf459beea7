using System.Buffers;

namespace Gantry.Codecs.JpegXl.Entropy;

/// <summary>What an entropy-coded stream says before its symbols: clusters of contexts, their distributions and how integers are made (18181-1 C.2.1).</summary>
internal sealed class EntropyCode : IDisposable
{
    /// <summary>Symbols of all prefix codes together: what no encoder comes near.</summary>
    private const int MaxPrefixSymbols = 1 << 19;

    private EntropyCode(byte[] contexts, int clusters)
    {
        Contexts = contexts;
        Integers = new HybridInteger[clusters];
    }

    /// <summary>Cluster of each context; where copies are coded, the last is that of their distances.</summary>
    public byte[] Contexts { get; }

    public HybridInteger[] Integers { get; }

    /// <summary>Alias tables of all clusters, each of 1 &lt;&lt; <see cref="LogAlphabet"/> entries, perhaps with more behind them; empty with prefix codes.</summary>
    public ulong[] Ans { get; private set; } = [];

    public uint[][] Prefix { get; private set; } = [];

    public int LogAlphabet { get; private set; }

    public bool UsesPrefix { get; private set; }

    /// <summary>Tokens from here on start a copy of earlier numbers; <see cref="uint.MaxValue"/> where none do.</summary>
    public uint FirstCopy { get; private set; } = uint.MaxValue;

    public uint ShortestCopy { get; private set; }

    public HybridInteger CopyLengths { get; private set; }

    public bool HasCopies => FirstCopy != uint.MaxValue;

    /// <summary>Reads the code of a stream of so many contexts; null when it is malformed, as the reader then tells.</summary>
    public static EntropyCode? Read(ref JxlBitReader reader, int contexts, bool allowsRepeats = true)
    {
        bool hasCopies = reader.ReadBool();
        uint firstCopy = uint.MaxValue, shortest = 0;
        HybridInteger lengths = default;
        if (hasCopies)
        {
            firstCopy = reader.ReadU32(224, 0, 512, 0, 4096, 0, 8, 15);
            shortest = reader.ReadU32(3, 0, 4, 0, 5, 2, 9, 8);
            lengths = HybridInteger.Read(ref reader, 8);
            contexts++;
            if (!allowsRepeats)
            {
                reader.Fail("Copies in the code of a small context map.");
                return null;
            }
        }

        byte[] map = new byte[contexts];
        if (!ContextMap.Read(ref reader, map, out int clusters))
        {
            return null;
        }

        EntropyCode code = new(map, clusters) { FirstCopy = firstCopy, ShortestCopy = shortest, CopyLengths = lengths };
        return code.ReadDistributions(ref reader) ? code : null;
    }

    /// <summary>Gives the tables back; a code that is not disposed of leaves them to the collector.</summary>
    public void Dispose()
    {
        if (Ans.Length > 0)
        {
            ArrayPool<ulong>.Shared.Return(Ans);
            Ans = [];
        }
    }

    private bool ReadDistributions(ref JxlBitReader reader)
    {
        UsesPrefix = reader.ReadBool();
        LogAlphabet = UsesPrefix ? 15 : 5 + reader.ReadInt(2);
        for (int i = 0; i < Integers.Length; i++)
        {
            Integers[i] = HybridInteger.Read(ref reader, LogAlphabet);
        }

        if (reader.IsFailed)
        {
            return false;
        }

        if (UsesPrefix)
        {
            return ReadPrefixCodes(ref reader);
        }

        Ans = ArrayPool<ulong>.Shared.Rent(Integers.Length << LogAlphabet);
        for (int i = 0; i < Integers.Length; i++)
        {
            if (!AnsTable.Read(ref reader, LogAlphabet, Ans.AsSpan(i << LogAlphabet, 1 << LogAlphabet)) || reader.IsFailed)
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadPrefixCodes(ref JxlBitReader reader)
    {
        int[] alphabets = new int[Integers.Length];
        int all = 0;
        for (int i = 0; i < alphabets.Length; i++)
        {
            alphabets[i] = reader.ReadVar16() + 1;
            if (alphabets[i] > 1 << 15)
            {
                return reader.Fail("A prefix code has more than 32768 symbols.");
            }

            all += alphabets[i];
        }

        if (all > MaxPrefixSymbols)
        {
            return reader.Refuse($"Prefix codes of {all} symbols together.");
        }

        Prefix = new uint[alphabets.Length][];
        for (int i = 0; i < alphabets.Length; i++)
        {
            if (PrefixTable.Read(ref reader, alphabets[i]) is not { } table || reader.IsFailed)
            {
                return false;
            }

            Prefix[i] = table;
        }

        return true;
    }
}
