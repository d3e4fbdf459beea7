using System.Buffers;
using System.Buffers.Binary;

namespace Gantry.Codecs.Jpeg;

/// <summary>Writes marker segments (ITU-T T.81 B).</summary>
internal static class JpegStreamWriter
{
    public static void Marker(IBufferWriter<byte> output, byte marker)
    {
        Span<byte> span = output.GetSpan(2);
        span[0] = 0xFF;
        span[1] = marker;
        output.Advance(2);
    }

    public static void Segment(IBufferWriter<byte> output, byte marker, ReadOnlySpan<byte> body)
    {
        Marker(output, marker);
        Span<byte> length = output.GetSpan(2);
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(body.Length + 2));
        output.Advance(2);
        output.Write(body);
    }

    /// <param name="marker">C0 baseline, C1 extended, C3 lossless.</param>
    /// <param name="sampling">Sampling factors of each component, horizontal in the high four bits; components from the second on use quantisation table 1.</param>
    public static void Frame(IBufferWriter<byte> output, byte marker, in SampleFormat format, ReadOnlySpan<byte> sampling)
    {
        Span<byte> body = stackalloc byte[6 + 3 * 4];
        body[0] = (byte)format.BitsPerSample;
        BinaryPrimitives.WriteUInt16BigEndian(body[1..], (ushort)format.Height);
        BinaryPrimitives.WriteUInt16BigEndian(body[3..], (ushort)format.Width);
        body[5] = (byte)format.Components;
        for (int c = 0; c < format.Components; c++)
        {
            body[6 + 3 * c] = (byte)(c + 1);
            body[7 + 3 * c] = sampling[c];
            body[8 + 3 * c] = (byte)(marker == 0xC3 || c == 0 ? 0 : 1);
        }

        Segment(output, marker, body[..(6 + 3 * format.Components)]);
    }

    /// <param name="id">Class in the high four bits (0 DC or lossless, 1 AC), destination in the low four.</param>
    public static void HuffmanTable(IBufferWriter<byte> output, byte id, JpegHuffmanCode code)
    {
        Span<byte> body = stackalloc byte[17 + 256];
        body[0] = id;
        code.Counts.CopyTo(body[1..]);
        code.Symbols.CopyTo(body[17..]);
        Segment(output, 0xC4, body[..(17 + code.Symbols.Length)]);
    }

    /// <param name="tables">Huffman destinations of each component, DC in the high four bits.</param>
    public static void Scan(IBufferWriter<byte> output, ReadOnlySpan<byte> tables, byte spectralStart, byte spectralEnd)
    {
        Span<byte> body = stackalloc byte[4 + 2 * 4];
        body[0] = (byte)tables.Length;
        for (int c = 0; c < tables.Length; c++)
        {
            body[1 + 2 * c] = (byte)(c + 1);
            body[2 + 2 * c] = tables[c];
        }

        body[1 + 2 * tables.Length] = spectralStart;
        body[2 + 2 * tables.Length] = spectralEnd;
        Segment(output, 0xDA, body[..(4 + 2 * tables.Length)]);
    }
}
