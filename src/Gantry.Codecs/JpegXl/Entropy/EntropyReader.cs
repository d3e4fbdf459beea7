using System.Buffers;
using System.Runtime.CompilerServices;

namespace Gantry.Codecs.JpegXl.Entropy;

/// <summary>The symbols of one entropy-coded stream (18181-1 C.3), which lies in the bits that the reader comes to.</summary>
internal struct EntropyReader
{
    private const uint FinalState = 0x130000;

    /// <summary>How far back a copy reaches.</summary>
    private const int WindowSize = 1 << 20;

    private readonly EntropyCode code;
    private readonly HybridInteger[] integers;
    private readonly ulong[] ans;
    private readonly int logAlphabet, logBucket;
    private readonly bool usesPrefix;
    private readonly int lineWidth;
    private uint state;

    private uint[] window = [];
    private uint decoded, copyFrom, copyLeft;

    /// <param name="code">What was read before the symbols.</param>
    /// <param name="reader">Stands at the symbols.</param>
    /// <param name="lineWidth">Width of the widest channel, by which distances of copies may count lines; 0 if they do not.</param>
    public EntropyReader(EntropyCode code, ref JxlBitReader reader, int lineWidth = 0)
    {
        this.code = code;
        this.lineWidth = lineWidth;
        integers = code.Integers;
        ans = code.Ans;
        logAlphabet = code.LogAlphabet;
        logBucket = AnsTable.LogRange - logAlphabet;
        usesPrefix = code.UsesPrefix;
        state = usesPrefix ? FinalState : reader.Read(32);
    }

    /// <summary>Ends the reading and gives its memory back; tells whether the stream ended as it should.</summary>
    public bool End()
    {
        if (window.Length > 0)
        {
            ArrayPool<uint>.Shared.Return(window);
            window = [];
        }

        return state == FinalState;
    }

    public readonly bool HasCopies => code.HasCopies;

    public readonly ReadOnlySpan<byte> Contexts => code.Contexts;

    /// <summary>The next number, in a context.</summary>
    public uint Read(ref JxlBitReader reader, int context) => ReadIn(ref reader, code.Contexts[context]);

    /// <summary>The next number, in a cluster.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadIn(ref JxlBitReader reader, int cluster) => code.HasCopies ? ReadWithCopies(ref reader, cluster) : ReadPlain(ref reader, cluster);

    /// <summary>The next number where the code has no copies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadPlain(ref JxlBitReader reader, int cluster) => integers[cluster].Read(ref reader, ReadToken(ref reader, cluster));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint ReadToken(ref JxlBitReader reader, int cluster)
    {
        if (usesPrefix)
        {
            return ReadPrefix(ref reader, code.Prefix[cluster]);
        }

        uint low = state & ((1u << AnsTable.LogRange) - 1);
        uint bucket = low >> logBucket;
        uint position = low & ((1u << logBucket) - 1);
        ulong entry = ans[(int)(((uint)cluster << logAlphabet) + bucket)];
        bool isOther = position >= (entry & 0xFF);
        uint symbol = isOther ? (uint)(entry >> 8) & 0xFF : bucket;
        uint offset = isOther ? position + (uint)(short)(entry >> 16) : position;
        uint frequency = (uint)(isOther ? entry >> 48 : entry >> 32) & 0xFFFF;
        state = (frequency * (state >> AnsTable.LogRange)) + offset;
        if (state < 1 << 16)
        {
            state = (state << 16) | reader.Read(16);
        }

        return symbol;
    }

    private static uint ReadPrefix(ref JxlBitReader reader, uint[] table)
    {
        reader.Refill();
        uint entry = table[reader.Peek(PrefixTable.RootBits)];
        int below = (int)(entry >> 24);
        if (below != 0)
        {
            reader.Skip(PrefixTable.RootBits);
            entry = table[(entry & 0xFFFF) + reader.Peek(below - PrefixTable.RootBits)];
        }

        reader.Skip((int)(entry >> 16));
        return entry & 0xFFFF;
    }

    private uint ReadWithCopies(ref JxlBitReader reader, int cluster)
    {
        uint value;
        if (copyLeft > 0)
        {
            value = Copied();
        }
        else
        {
            uint token = ReadToken(ref reader, cluster);
            if (token < code.FirstCopy)
            {
                value = integers[cluster].Read(ref reader, token);
            }
            else
            {
                StartCopy(ref reader, token);
                value = Copied();
            }
        }

        uint at = decoded & (WindowSize - 1);
        if (at >= window.Length && window.Length < WindowSize)
        {
            Grow();
        }

        window[at] = value;
        decoded++;
        return value;
    }

    private void Grow()
    {
        uint[] larger = ArrayPool<uint>.Shared.Rent(Math.Max(1024, window.Length * 2));
        window.CopyTo(larger, 0);
        larger.AsSpan(window.Length).Clear();
        if (window.Length > 0)
        {
            ArrayPool<uint>.Shared.Return(window);
        }

        window = larger;
    }

    private uint Copied()
    {
        copyLeft--;
        uint at = copyFrom++ & (WindowSize - 1);
        return at < window.Length ? window[at] : 0;
    }

    private void StartCopy(ref JxlBitReader reader, uint token)
    {
        copyLeft = Math.Max(1, code.CopyLengths.Read(ref reader, token - code.FirstCopy) + code.ShortestCopy);
        uint distance = ReadPlain(ref reader, code.Contexts[^1]);
        if (lineWidth == 0)
        {
            distance++;
        }
        else if (distance < 120)
        {
            distance = (uint)Math.Max(1, Column((int)distance) + (lineWidth * Line((int)distance)));
        }
        else
        {
            distance -= 119;
        }

        copyFrom = decoded - Math.Min(Math.Min(distance, decoded), WindowSize);
        if (decoded == 0)
        {
            // Nothing to copy from yet: zeros.
            copyFrom = WindowSize - copyLeft % WindowSize;
        }
    }

    private static int Column(int near) => Near[near] % 17 - 8;

    private static int Line(int near) => Near[near] / 17;

    /// <summary>The 120 nearest places: lines back times 17, plus columns back and 8 (18181-1 C.3.3).</summary>
    private static ReadOnlySpan<byte> Near =>
    [
        25, 9, 26, 24, 42, 10, 43, 41, 27, 23, 44, 40, 59, 11, 60, 58, 28, 22, 61, 57, 45, 39, 76, 12, 77, 75, 29, 21, 62, 56, 78, 74, 46, 38, 93, 79, 73, 63, 55, 13,
        94, 92, 30, 20, 95, 91, 47, 37, 80, 72, 96, 90, 64, 54, 110, 14, 111, 109, 31, 19, 112, 108, 48, 36, 97, 89, 81, 71, 113, 107, 65, 53, 127, 15, 128, 126, 98, 88, 32, 18,
        114, 106, 82, 70, 129, 125, 49, 35, 130, 124, 66, 52, 115, 105, 99, 87, 16, 131, 123, 83, 69, 33, 50, 116, 104, 67, 132, 122, 100, 86, 84, 133, 121, 117, 103, 101, 134, 120, 118, 135,
    ];
}
