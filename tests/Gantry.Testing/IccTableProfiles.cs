using System.Buffers.Binary;
using System.Text;

namespace Gantry.Testing;

/// <summary>ICC profiles whose RGB is sRGB, given by tables of one kind or another. The colours are computed here, not by what reads them.</summary>
public static class IccTableProfiles
{
    private const int Grid = 33;

    private static readonly double[] Primaries = [0.4360747, 0.3850649, 0.1430804, 0.2225045, 0.7168786, 0.0606169, 0.0139322, 0.0971045, 0.7141733];

    /// <summary>lut8Type to CIELAB, lut16Type to CIELAB and to XYZ, lutAToBType to CIELAB by a grid and to XYZ by curves and a matrix.</summary>
    public static IReadOnlyList<(string Kind, byte[] Profile)> All { get; } =
    [
        ("lut8 Lab", Make("Lab ", 0x02400000, Tables(1, true))), ("lut16 Lab", Make("Lab ", 0x02400000, Tables(2, true))), ("lut16 XYZ", Make("XYZ ", 0x02400000, Tables(2, false))),
        ("lutAToB Lab", Make("Lab ", 0x04200000, Steps(isLab: true))), ("lutAToB XYZ", Make("XYZ ", 0x04200000, Steps(isLab: false))),
    ];

    private static byte[] Make(string space, uint version, byte[] table)
    {
        (string Name, byte[] Data)[] tags =
        [
            ("desc", [.. "desc\0\0\0\0\0\0\0\u0005Test\0"u8, .. new byte[78 - 3]]), ("cprt", [.. "text\0\0\0\0None\0\0\0\0"u8]), ("wtpt", [.. "XYZ \0\0\0\0"u8, .. Fixed(0.9642, 1, 0.8249)]), ("A2B0", table),
        ];
        List<byte> index = [.. Number(tags.Length)], data = [];
        foreach ((string name, byte[] bytes) in tags)
        {
            index.AddRange([.. Encoding.ASCII.GetBytes(name), .. Number(128 + 4 + (12 * tags.Length) + data.Count), .. Number(bytes.Length)]);
            data.AddRange(bytes);
            data.AddRange(new byte[-bytes.Length & 3]);
        }

        byte[] header = new byte[128];
        BinaryPrimitives.WriteInt32BigEndian(header, 128 + index.Count + data.Count);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), version);
        Encoding.ASCII.GetBytes("mntrRGB " + space).CopyTo(header, 12);
        BinaryPrimitives.WriteInt16BigEndian(header.AsSpan(24), 2020);
        header[27] = header[29] = 1;
        "acsp"u8.CopyTo(header.AsSpan(36));
        Fixed(0.9642, 1, 0.8249).CopyTo(header, 68);
        return [.. header, .. index, .. data];
    }

    private static byte[] Tables(int size, bool isLab)
    {
        List<byte> table = [.. size == 1 ? "mft1\0\0\0\0"u8 : "mft2\0\0\0\0"u8, 3, 3, Grid, 0, .. Fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)];
        if (size == 2)
        {
            table.AddRange([1, 0, 0, 2]);
        }

        // Inputs as they are, outputs too: 256 or, of 16 bits, two points.
        for (int i = 0; i < 3 * 256; i++)
        {
            Add(table, i % 256 / 255.0, size);
        }

        AddGrid(table, size, isLab, size == 2 ? 65280 / 65535.0 : 1);
        int outputs = size == 1 ? 256 : 2;
        for (int i = 0; i < 3 * outputs; i++)
        {
            Add(table, i % outputs / (outputs - 1.0), size);
        }

        return [.. table];
    }

    private static byte[] Steps(bool isLab)
    {
        byte[] straight = [.. "curv\0\0\0\0\0\0\0\0"u8], three = [.. straight, .. straight, .. straight];
        List<byte> table = [.. "mAB \0\0\0\0"u8, 3, 3, 0, 0];
        if (isLab)
        {
            List<byte> grid = [Grid, Grid, Grid, .. new byte[13], 2, 0, 0, 0];
            AddGrid(grid, 2, isLab: true, 1);
            table.AddRange([.. Number(32), .. Number(0), .. Number(0), .. Number(32 + 72), .. Number(32 + 36), .. three, .. three, .. grid]);
            return [.. table];
        }

        // The curve of IEC 61966-2-1 as a parametric one of type 3.
        byte[] curve = [.. "para\0\0\0\0\0\u0003\0\0"u8, .. Fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)], curves = [.. curve, .. curve, .. curve];
        byte[] matrix = [.. Fixed([.. Primaries.Select(p => p * 32768 / 65535)]), .. Fixed(0, 0, 0)];
        table.AddRange([.. Number(32), .. Number(32 + 36), .. Number(32 + 36 + 48), .. Number(0), .. Number(0), .. three, .. matrix, .. curves]);
        return [.. table];
    }

    private static void AddGrid(List<byte> table, int size, bool isLab, double scale)
    {
        for (int i = 0; i < Grid * Grid * Grid; i++)
        {
            double[] light = [.. ((int[])[i / Grid / Grid, i / Grid % Grid, i % Grid]).Select(v => v / (Grid - 1.0)).Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];
            double[] xyz = [.. Enumerable.Range(0, 3).Select(r => (Primaries[3 * r] * light[0]) + (Primaries[(3 * r) + 1] * light[1]) + (Primaries[(3 * r) + 2] * light[2]))];
            if (!isLab)
            {
                Array.ForEach(xyz, v => Add(table, v * 32768 / 65535, size));
                continue;
            }

            double[] f = [.. xyz.Zip((double[])[0.9642, 1, 0.8249], (v, white) => v / white).Select(t => t > 216 / 24389.0 ? Math.Cbrt(t) : ((24389 / 27.0 * t) + 16) / 116)];
            Add(table, ((1.16 * f[1]) - 0.16) * scale, size);
            Add(table, ((500 * (f[0] - f[1])) + 128) / 255 * scale, size);
            Add(table, ((200 * (f[1] - f[2])) + 128) / 255 * scale, size);
        }
    }

    private static void Add(List<byte> table, double value, int size)
    {
        int number = (int)Math.Round(Math.Clamp(value, 0, 1) * (size == 1 ? 255 : 65535));
        if (size == 2)
        {
            table.Add((byte)(number >> 8));
        }

        table.Add((byte)number);
    }

    private static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Fixed(params double[] values) => [.. values.SelectMany(v => Number((int)Math.Round(v * 65536)))];
}
