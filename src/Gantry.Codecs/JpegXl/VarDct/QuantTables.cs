using Gantry.Codecs.JpegXl.Modular;

namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>By what quantised coefficients are multiplied: for each of 17 tables, X, Y and B one after another (18181-1 I.2.5).</summary>
internal sealed class QuantTables
{
    public const int Count = 17;

    /// <summary>A weight nearer to zero is malformed.</summary>
    private const float AlmostZero = 1e-8f;

    private static readonly Lazy<float[]>[] Defaults = [.. Enumerable.Range(0, Count).Select(table => new Lazy<float[]>(() => QuantDefaults.Make(table)))];

    private readonly float[]?[] own = new float[]?[Count];

    /// <summary>The first table as a JPEG picture has it, where it is coded number by number in the unit of JPEG.</summary>
    public int[]? Jpeg { get; private set; }

    /// <summary>Of each table, blocks along the shorter and the longer side.</summary>
    private static ReadOnlySpan<byte> Short => [1, 1, 1, 1, 2, 4, 1, 1, 2, 1, 1, 8, 4, 16, 8, 32, 16];

    private static ReadOnlySpan<byte> Long => [1, 1, 1, 1, 2, 4, 2, 4, 4, 1, 1, 8, 8, 16, 16, 32, 32];

    public ReadOnlySpan<float> this[int table] => own[table] ?? Defaults[table].Value;

    public static int Rows(int table) => 8 * Short[table];

    public static int Columns(int table) => 8 * Long[table];

    /// <summary>Reads the tables of a frame; null when they are malformed, as the reader then tells.</summary>
    /// <param name="reader">Stands at them.</param>
    /// <param name="tree">Of the frame, for tables that are coded number by number.</param>
    /// <param name="firstStream">Number of the stream of the first table.</param>
    /// <param name="memory">Where numbers live meanwhile.</param>
    public static QuantTables? Read(ref JxlBitReader reader, ModularTree? tree, int firstStream, JxlMemory memory)
    {
        QuantTables tables = new();
        if (reader.ReadBool())
        {
            return tables;
        }

        for (int table = 0; table < Count; table++)
        {
            if (!tables.ReadTable(ref reader, table, tree, firstStream + table, memory))
            {
                return null;
            }
        }

        return tables;
    }

    private bool ReadTable(ref JxlBitReader reader, int table, ModularTree? tree, int stream, JxlMemory memory)
    {
        int mode = reader.ReadInt(3);
        if (mode is >= 1 and <= 5 && Rows(table) * Columns(table) != 64)
        {
            return reader.Fail("A table of weights of a form that its size does not have.");
        }

        QuantCurve curve, second;
        float[] numbers;
        switch (mode)
        {
            case 0:
                return true;
            case 1:
                numbers = ReadNumbers(ref reader, 9, 3, 3);
                own[table] = QuantDefaults.Identity(numbers);
                break;
            case 2:
                numbers = ReadNumbers(ref reader, 18, 6, 6);
                own[table] = QuantDefaults.Dct2(numbers);
                break;
            case 3:
                numbers = ReadNumbers(ref reader, 6, 0, 2);
                curve = QuantCurve.Read(ref reader);
                own[table] = QuantDefaults.Dct4(curve, numbers);
                break;
            case 4:
                numbers = ReadNumbers(ref reader, 3, 0, 1);
                curve = QuantCurve.Read(ref reader);
                own[table] = QuantDefaults.Dct4By8(curve, numbers);
                break;
            case 5:
                numbers = ReadNumbers(ref reader, 27, 6, 9);
                curve = QuantCurve.Read(ref reader);
                second = QuantCurve.Read(ref reader);
                own[table] = QuantDefaults.Corner(curve, second, numbers);
                break;
            case 6:
                curve = QuantCurve.Read(ref reader);
                own[table] = QuantDefaults.Dct(curve, Rows(table), Columns(table));
                break;
            default:
                return ReadRaw(ref reader, table, tree, stream, memory);
        }

        return !reader.IsFailed && Check(ref reader, own[table]!);
    }

    /// <summary>Numbers in half precision, of each so many the first few times 64.</summary>
    private static float[] ReadNumbers(ref JxlBitReader reader, int count, int scaled, int each)
    {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = reader.ReadHalf() * (i % each < scaled ? 64 : 1);
        }

        return numbers;
    }

    private bool ReadRaw(ref JxlBitReader reader, int table, ModularTree? tree, int stream, JxlMemory memory)
    {
        float denominator = reader.ReadHalf();
        int rows = Rows(table), columns = Columns(table);
        List<ModularChannel> channels = [new(rows, columns), new(rows, columns), new(rows, columns)];
        if (ModularStream.Read(ref reader, channels, tree, stream, int.MaxValue, 8, memory) is not { } numbers || reader.IsFailed || !numbers.Undo(ref reader))
        {
            return false;
        }

        int[] all = new int[3 * rows * columns];
        int at = 0;
        foreach (ModularChannel channel in numbers.Channels)
        {
            for (int y = 0; y < channel.Height; y++)
            {
                channel.Row(y).CopyTo(all.AsSpan(at));
                at += channel.Width;
            }

            channel.Release(memory);
        }

        float[] factors = Array.ConvertAll(all, number => denominator * number);
        own[table] = factors;
        if (!Check(ref reader, factors))
        {
            return false;
        }

        if (table == 0 && Math.Abs(denominator - (1 / 2040f)) < 1e-6f && all.Max() < 65536)
        {
            Jpeg = all;
        }

        return true;
    }

    private static bool Check(ref JxlBitReader reader, float[] factors)
    {
        foreach (float factor in factors)
        {
            if (!(factor is >= AlmostZero and <= 1 / AlmostZero))
            {
                return reader.Fail("A weight of a coefficient is out of range.");
            }
        }

        return true;
    }
}
