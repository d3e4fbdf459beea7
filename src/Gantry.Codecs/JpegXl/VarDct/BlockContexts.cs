using Gantry.Codecs.JpegXl.Entropy;

namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>Which context a block's coefficients are in, by its low frequencies, quantiser, shape and channel (18181-1 I.2.1).</summary>
internal sealed class BlockContexts
{
    /// <summary>Contexts of the number of coefficients, for each context of blocks.</summary>
    private const int CountContexts = 37;

    /// <summary>Contexts of coefficients, likewise.</summary>
    private const int ValueContexts = 458;

    /// <summary>What a malformed block may reach beyond the last context.</summary>
    public const int Slack = 16;

    private readonly int[][] lowThresholds = [[], [], []];
    private int[] quantThresholds = [];
    private byte[] map =
    [
        0, 1, 2, 2, 3, 3, 4, 5, 6, 6, 6, 6, 6, 7, 8, 9, 9, 10, 11, 12, 13, 14, 14, 14, 14, 14, 7, 8, 9, 9, 10, 11, 12, 13, 14, 14, 14, 14, 14,
    ];

    private int lowContexts = 1;

    public int Count { get; private set; } = 15;

    /// <summary>Contexts of one set of distributions.</summary>
    public int All => Count * (CountContexts + ValueContexts);

    public bool HasLowThresholds => lowContexts > 1;

    private static ReadOnlySpan<byte> Frequency =>
    [
        0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15, 16, 16, 17, 17, 18, 18, 19, 19, 20, 20, 21, 21, 22, 22,
        23, 23, 23, 23, 24, 24, 24, 24, 25, 25, 25, 25, 26, 26, 26, 26, 27, 27, 27, 27, 28, 28, 28, 28, 29, 29, 29, 29, 30, 30, 30, 30,
    ];

    private static ReadOnlySpan<byte> Left =>
    [
        0, 0, 31, 62, 62, 93, 93, 93, 93, 123, 123, 123, 123, 152, 152, 152, 152, 152, 152, 152, 152, 180, 180, 180, 180, 180, 180, 180, 180, 180, 180, 180,
        180, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206, 206,
    ];

    public static BlockContexts? Read(ref JxlBitReader reader)
    {
        BlockContexts contexts = new();
        return reader.ReadBool() || contexts.ReadMap(ref reader) ? contexts : null;
    }

    /// <summary>Of the quantised low frequencies of X, Y and B.</summary>
    public byte LowContext(int x, int y, int b)
    {
        int context = Above(lowThresholds[0], x);
        context = (context * (lowThresholds[2].Length + 1)) + Above(lowThresholds[2], b);
        return (byte)((context * (lowThresholds[1].Length + 1)) + Above(lowThresholds[1], y));
    }

    /// <summary>Of a block in a channel (0 X, 1 Y, 2 B).</summary>
    public int Block(int low, int quant, int shape, int channel)
    {
        int index = ((channel < 2 ? channel ^ 1 : 2) * CoefficientOrder.Shapes) + shape;
        index = (index * (quantThresholds.Length + 1)) + Above(quantThresholds, quant);
        return map[(index * lowContexts) + low];
    }

    /// <summary>Of the number of coefficients, by what neighbours let expect.</summary>
    public int Number(int expected, int block) => ((expected < 8 ? expected : 4 + (Math.Min(expected, 64) / 2)) * Count) + block;

    /// <summary>The first of those of a block's coefficients.</summary>
    public int FirstValue(int block) => (Count * CountContexts) + (ValueContexts * block);

    /// <summary>Of a coefficient within those: how many are left, its place, whether the one before was zero.</summary>
    public static int Value(int left, int place, int logBlocks, int wasOther) =>
        ((Left[((left + (1 << logBlocks) - 1) >> logBlocks) & 63] + Frequency[(place >> logBlocks) & 63]) * 2) + wasOther;

    private bool ReadMap(ref JxlBitReader reader)
    {
        for (int c = 0; c < 3; c++)
        {
            lowThresholds[c] = new int[reader.ReadInt(4)];
            for (int i = 0; i < lowThresholds[c].Length; i++)
            {
                lowThresholds[c][i] = JxlBitReader.Signed(reader.ReadU32(0, 4, 16, 8, 272, 16, 65808, 32));
            }

            lowContexts *= lowThresholds[c].Length + 1;
        }

        quantThresholds = new int[reader.ReadInt(4)];
        for (int i = 0; i < quantThresholds.Length; i++)
        {
            quantThresholds[i] = 1 + (int)reader.ReadU32(0, 2, 4, 3, 12, 5, 44, 8);
        }

        if (lowContexts * (quantThresholds.Length + 1) > 64)
        {
            return reader.Fail("More than 64 contexts of blocks by low frequencies and quantiser.");
        }

        map = new byte[3 * CoefficientOrder.Shapes * lowContexts * (quantThresholds.Length + 1)];
        if (!ContextMap.Read(ref reader, map, out int count))
        {
            return false;
        }

        Count = count;
        return count <= 16 || reader.Fail("More than 16 contexts of blocks.");
    }

    private static int Above(int[] thresholds, int value)
    {
        int above = 0;
        foreach (int threshold in thresholds)
        {
            above += value > threshold ? 1 : 0;
        }

        return above;
    }
}
