using System.Buffers;
using System.Buffers.Binary;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Marker segments of a codestream (ITU-T T.800 A, T.814 A).</summary>
internal static class CodestreamWriter
{
    private const int BlockLog = 6;
    private const int TileStartLength = 14;

    public static bool HasColourTransform(in SampleFormat format, Jpeg2000Options options) => options.HasColourTransform && format.Components == 3;

    public static int Levels(in SampleFormat format, Jpeg2000Options options)
    {
        int size = Math.Max(format.Width, format.Height);
        size = options.TileSize > 0 ? Math.Min(size, options.TileSize) : size;
        int levels = 0;
        for (; size > 64; size = (size + 1) / 2)
        {
            levels++;
        }

        return options.Levels ?? levels;
    }

    public static void WriteMainHeader(ByteBuffer output, in SampleFormat format, Jpeg2000Options options)
    {
        int levels = Levels(format, options);
        output.Add16(0xFF4F);
        WriteSize(output, format, options);
        if (options.IsHighThroughput)
        {
            // CAP: Part 15 is used; every block is high throughput, one set of passes, reversible, magnitudes of so many bits (T.814 A.3).
            output.Add16(0xFF50);
            output.Add16(8);
            output.Add32(1 << (32 - 15));
            int planes = Exponent(format, options, levels == 0 ? 0 : 2) + GuardBits(format, options) - 1;
            output.Add16(planes <= 8 ? 0 : planes < 28 ? planes - 8 : 13 + (planes >> 2));
        }

        output.Add16(0xFF52);
        output.Add16(12);
        output.Add(0);
        output.Add((byte)(options.IsByResolution ? ProgressionOrder.Rpcl : ProgressionOrder.Lrcp));
        output.Add16(1);
        output.Add((byte)(HasColourTransform(format, options) ? 1 : 0));
        output.Add((byte)levels);
        output.Add(BlockLog - 2);
        output.Add(BlockLog - 2);
        output.Add((byte)(options.IsHighThroughput ? CodeBlockStyle.HighThroughput : CodeBlockStyle.None));
        output.Add((byte)(options.IsReversible ? 1 : 0));
        WriteQuantisation(output, format, options, levels);
    }

    public static void WriteTileLengths(ByteBuffer output, ReadOnlySpan<int> lengths)
    {
        // TLM with tile numbers of 16 and lengths of 32 bits, as many segments as it takes.
        const int Most = 10_000;
        for (int at = 0; at < lengths.Length; at += Most)
        {
            int count = Math.Min(Most, lengths.Length - at);
            output.Add16(0xFF55);
            output.Add16(4 + 6 * count);
            output.Add((byte)(at / Most));
            output.Add(0x60);
            for (int i = at; i < at + count; i++)
            {
                output.Add16(i);
                output.Add32(lengths[i] + TileStartLength);
            }
        }
    }

    public static void WriteTileStart(IBufferWriter<byte> output, int tile, int length)
    {
        Span<byte> start = output.GetSpan(TileStartLength);
        BinaryPrimitives.WriteUInt16BigEndian(start, 0xFF90);
        BinaryPrimitives.WriteUInt16BigEndian(start[2..], 10);
        BinaryPrimitives.WriteUInt16BigEndian(start[4..], (ushort)tile);
        BinaryPrimitives.WriteInt32BigEndian(start[6..], length + TileStartLength);
        start[10] = 0;
        start[11] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(start[12..], 0xFF93);
        output.Advance(TileStartLength);
    }

    private static void WriteSize(ByteBuffer output, in SampleFormat format, Jpeg2000Options options)
    {
        output.Add16(0xFF51);
        output.Add16(38 + 3 * format.Components);
        output.Add16(options.IsHighThroughput ? 0x4000 : 0);
        output.Add32(format.Width);
        output.Add32(format.Height);
        output.Add32(0);
        output.Add32(0);
        output.Add32(options.TileSize > 0 ? options.TileSize : format.Width);
        output.Add32(options.TileSize > 0 ? options.TileSize : format.Height);
        output.Add32(0);
        output.Add32(0);
        output.Add16(format.Components);
        for (int c = 0; c < format.Components; c++)
        {
            output.Add((byte)((format.BitsPerSample - 1) | (format.IsSigned ? 0x80 : 0)));
            output.Add(1);
            output.Add(1);
        }
    }

    private static void WriteQuantisation(ByteBuffer output, in SampleFormat format, Jpeg2000Options options, int levels)
    {
        int bands = 3 * levels + 1;
        output.Add16(0xFF5C);
        output.Add16(3 + (options.IsReversible ? bands : 2 * bands));
        output.Add((byte)((GuardBits(format, options) << 5) | (options.IsReversible ? 0 : 2)));
        for (int band = 0; band < bands; band++)
        {
            int gain = Gain(band);
            if (options.IsReversible)
            {
                output.Add((byte)(Exponent(format, options, gain) << 3));
                continue;
            }

            // The finer, the more an error in this band shows in the picture.
            double step = options.Step / WaveletNorms.Irreversible(levels, band) / Math.Pow(2, format.BitsPerSample + gain);
            int exponent = (int)Math.Ceiling(-Math.Log2(step));
            int mantissa = (int)Math.Round((step * Math.Pow(2, exponent) - 1) * 2048);
            if (mantissa == 2048)
            {
                (exponent, mantissa) = (exponent - 1, 0);
            }

            output.Add16((Math.Clamp(exponent, 0, 31) << 11) | mantissa);
        }
    }

    /// <summary>log2 of a subband's nominal range over the samples' (Table E.1).</summary>
    private static int Gain(int band) => band == 0 ? 0 : (band - 1) % 3 == 2 ? 2 : 1;

    private static int Exponent(in SampleFormat format, Jpeg2000Options options, int gain) => format.BitsPerSample + gain;

    /// <summary>Room for what the filters add at worst, and for the difference of colours.</summary>
    private static int GuardBits(in SampleFormat format, Jpeg2000Options options) => HasColourTransform(format, options) ? 3 : 2;
}
