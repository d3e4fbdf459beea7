using System.Buffers;
using System.Buffers.Binary;

namespace Gantry.Imaging.Rendering;

/// <summary>The ICC profile of sRGB (IEC 61966-2.1), version 2 with a matrix and curves (ICC.1:2001-04): what rendered colour pictures are in.</summary>
public static class SrgbProfile
{
    private const int HeaderBytes = 128;
    private const int CurvePoints = 1024;

    /// <summary>The profile's bytes; not to be changed.</summary>
    public static ReadOnlyMemory<byte> Bytes { get; } = Make();

    private static byte[] Make()
    {
        byte[] curve = Curve();
        (string Name, byte[] Data)[] tags =
        [
            ("desc", Description("sRGB IEC61966-2.1")), ("cprt", [.. "text\0\0\0\0No copyright, use freely\0"u8]),
            ("wtpt", Xyz(0.9642, 1, 0.8249)), ("rXYZ", Xyz(0.4360747, 0.2225045, 0.0139322)), ("gXYZ", Xyz(0.3850649, 0.7168786, 0.0971045)), ("bXYZ", Xyz(0.1430804, 0.0606169, 0.7141733)),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ];
        ArrayBufferWriter<byte> data = new();
        ArrayBufferWriter<byte> table = new();
        Number(table, tags.Length);
        int start = HeaderBytes + 4 + (12 * tags.Length);
        int curveAt = 0;
        foreach ((string name, byte[] bytes) in tags)
        {
            // The three curves are one.
            int at = bytes == curve && curveAt > 0 ? curveAt : start + data.WrittenCount;
            if (bytes != curve || curveAt == 0)
            {
                data.Write(bytes);
                data.Write(new byte[-bytes.Length & 3]);
            }

            curveAt = bytes == curve ? at : curveAt;
            table.Write(System.Text.Encoding.ASCII.GetBytes(name));
            Number(table, at);
            Number(table, bytes.Length);
        }

        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header, start + data.WrittenCount);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), 0x02100000);
        "mntrRGB XYZ "u8.CopyTo(header.AsSpan(12));
        BinaryPrimitives.WriteInt16BigEndian(header.AsSpan(24), 2000);
        header[27] = header[29] = 1;
        "acsp"u8.CopyTo(header.AsSpan(36));
        Xyz(0.9642, 1, 0.8249).AsSpan(8).CopyTo(header.AsSpan(68));
        return [.. header, .. table.WrittenSpan, .. data.WrittenSpan];
    }

    private static byte[] Curve()
    {
        ArrayBufferWriter<byte> curve = new();
        curve.Write("curv\0\0\0\0"u8);
        Number(curve, CurvePoints);
        for (int i = 0; i < CurvePoints; i++)
        {
            double value = i / (CurvePoints - 1.0);
            double light = value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
            BinaryPrimitives.WriteUInt16BigEndian(curve.GetSpan(2), (ushort)Math.Round(light * 65535));
            curve.Advance(2);
        }

        return curve.WrittenSpan.ToArray();
    }

    private static byte[] Xyz(double x, double y, double z)
    {
        ArrayBufferWriter<byte> value = new();
        value.Write("XYZ \0\0\0\0"u8);
        foreach (double part in (ReadOnlySpan<double>)[x, y, z])
        {
            Number(value, (int)Math.Round(part * 65536));
        }

        return value.WrittenSpan.ToArray();
    }

    /// <summary>Text in ASCII; the Unicode and the Macintosh form are empty.</summary>
    private static byte[] Description(string text)
    {
        ArrayBufferWriter<byte> value = new();
        value.Write("desc\0\0\0\0"u8);
        Number(value, text.Length + 1);
        value.Write(System.Text.Encoding.ASCII.GetBytes(text));
        value.Write(new byte[1 + 4 + 4 + 2 + 1 + 67]);
        return value.WrittenSpan.ToArray();
    }

    private static void Number(ArrayBufferWriter<byte> output, int number)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), number);
        output.Advance(4);
    }
}
