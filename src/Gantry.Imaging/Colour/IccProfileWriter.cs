using System.Buffers;
using System.Buffers.Binary;

namespace Gantry.Imaging.Colour;

/// <summary>Writes ICC profiles of version 2 with a matrix and curves (ICC.1:2001-04).</summary>
internal static class IccProfileWriter
{
    private const int HeaderBytes = 128;
    private const int CurvePoints = 1024;

    public static byte[] Make(RgbSpace space)
    {
        byte[] curve = Curve(space);
        double[] p = space.Primaries;
        (string Name, byte[] Data)[] tags =
        [
            ("desc", Description(space.Name)), ("cprt", [.. "text\0\0\0\0No copyright, use freely\0"u8]),
            ("wtpt", Xyz(0.9642, 1, 0.8249)), ("rXYZ", Xyz(p[0], p[3], p[6])), ("gXYZ", Xyz(p[1], p[4], p[7])), ("bXYZ", Xyz(p[2], p[5], p[8])),
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

    private static byte[] Curve(RgbSpace space)
    {
        ArrayBufferWriter<byte> curve = new();
        curve.Write("curv\0\0\0\0"u8);
        Number(curve, CurvePoints);
        for (int i = 0; i < CurvePoints; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(curve.GetSpan(2), (ushort)Math.Round(space.ToLight(i / (CurvePoints - 1.0)) * 65535));
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
