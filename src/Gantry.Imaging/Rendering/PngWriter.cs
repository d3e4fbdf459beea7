using System.Buffers.Binary;
using System.IO.Compression;

namespace Gantry.Imaging.Rendering;

/// <summary>Writes a picture as PNG (ISO/IEC 15948): 8 bits, grey or RGB, rows filtered by Sub or Up.</summary>
public static class PngWriter
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <param name="picture">The picture.</param>
    /// <param name="output">Takes the file.</param>
    /// <param name="profile">The ICC profile that a colour picture carries; empty for none.</param>
    public static void Write(Picture picture, Stream output, ReadOnlyMemory<byte> profile = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(output);
        output.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Height);
        header[8] = 8;
        header[9] = (byte)(picture.IsColour ? 2 : 0);
        header[10..].Clear();
        WriteChunk(output, "IHDR"u8, header);
        if (!profile.IsEmpty && picture.IsColour)
        {
            WriteChunk(output, "iCCP"u8, Pack(profile));
        }

        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            WriteRows(picture, zlib);
        }

        WriteChunk(output, "IDAT"u8, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        WriteChunk(output, "IEND"u8, []);
    }

    /// <summary>Its name, the compression method 0, and the profile in a zlib stream.</summary>
    private static byte[] Pack(ReadOnlyMemory<byte> profile)
    {
        using MemoryStream chunk = new();
        chunk.Write("ICC\0\0"u8);
        using (ZLibStream zlib = new(chunk, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(profile.Span);
        }

        return chunk.ToArray();
    }

    private static void WriteRows(Picture picture, Stream zlib)
    {
        int row = picture.Width * picture.Components;
        byte[] sub = new byte[row + 1], up = new byte[row + 1];
        sub[0] = 1;
        up[0] = 2;
        byte[] above = new byte[row];
        for (int y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<byte> samples = picture.Samples.AsSpan(y * row, row);
            int subCost = 0, upCost = 0;
            for (int x = 0; x < row; x++)
            {
                byte left = x >= picture.Components ? samples[x - picture.Components] : (byte)0;
                sub[x + 1] = (byte)(samples[x] - left);
                up[x + 1] = (byte)(samples[x] - above[x]);
                subCost += Math.Abs((int)(sbyte)sub[x + 1]);
                upCost += Math.Abs((int)(sbyte)up[x + 1]);
            }

            zlib.Write(upCost <= subCost ? up : sub);
            samples.CopyTo(above);
        }
    }

    private static void WriteChunk(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        output.Write(number);
        output.Write(type);
        output.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(0xFFFFFFFF, type), data));
        output.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        uint[] table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint c = n;
            for (int k = 0; k < 8; k++)
            {
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            }

            table[n] = c;
        }

        return table;
    }
}
