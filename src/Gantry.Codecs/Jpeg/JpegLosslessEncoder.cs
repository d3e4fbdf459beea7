using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg;

/// <summary>Lossless JPEG (ITU-T T.81 H, process 14): 2 to 16 bits, predictors 1 to 7, a Huffman table made for the picture.</summary>
public static class JpegLosslessEncoder
{
    /// <summary>Encodes a picture of 1 to 4 components; samples of signed pictures are taken as the unsigned number of their low bits.</summary>
    /// <param name="samples">Laid out as <paramref name="format"/> says.</param>
    /// <param name="format">The picture's shape.</param>
    /// <param name="predictor">Selection value 1 to 7 (T.81 Table H.1); 1 makes first-order prediction (DICOM's SV1).</param>
    /// <param name="output">Takes the stream, SOI to EOI.</param>
    public static CodecError? Encode(ReadOnlySpan<byte> samples, in SampleFormat format, int predictor, IBufferWriter<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(predictor, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(predictor, 7);
        if (format.BitsPerSample is < 2 or > 16 || format.Components is < 1 or > 4 || format.Width is < 1 or > 65535 || format.Height is < 1 or > 65535)
        {
            return CodecError.Unsupported(0, $"Lossless JPEG does not hold {format}.");
        }

        if (samples.Length < format.ByteLength)
        {
            return CodecError.Mismatch($"{format.ByteLength} bytes of samples are needed, {samples.Length} were given.");
        }

        int row = format.Width * format.Components;
        short[] differences = ArrayPool<short>.Shared.Rent(row);
        ushort[] lines = ArrayPool<ushort>.Shared.Rent(2 * row);
        JpegHuffmanCode code = Scratch<JpegHuffmanCode>.Take();
        try
        {
            // Two passes over the picture: one counts, one writes. Differences of one row are kept, so memory does not grow with the picture.
            Span<long> frequencies = stackalloc long[256];
            frequencies.Clear();
            for (int y = 0; y < format.Height; y++)
            {
                Differences(samples, format, predictor, y, lines.AsSpan(0, 2 * row), differences.AsSpan(0, row));
                foreach (short difference in differences.AsSpan(0, row))
                {
                    frequencies[Category(difference)]++;
                }
            }

            code.Define(frequencies);
            JpegStreamWriter.Marker(output, 0xD8);
            ReadOnlySpan<byte> sampling = [0x11, 0x11, 0x11, 0x11];
            JpegStreamWriter.Frame(output, 0xC3, format, sampling);
            JpegStreamWriter.HuffmanTable(output, 0x00, code);
            ReadOnlySpan<byte> tables = [0, 0, 0, 0];
            JpegStreamWriter.Scan(output, tables[..format.Components], (byte)predictor, 0);
            var writer = new JpegBitWriter(output);
            for (int y = 0; y < format.Height; y++)
            {
                Differences(samples, format, predictor, y, lines.AsSpan(0, 2 * row), differences.AsSpan(0, row));
                foreach (short difference in differences.AsSpan(0, row))
                {
                    // Category 16 has no further bits.
                    int category = Category(difference), size = category & 15;
                    int value = difference < 0 ? difference - 1 : difference;
                    code.Write(ref writer, category, (uint)value & ((1u << size) - 1), size);
                }
            }

            writer.Flush();
            JpegStreamWriter.Marker(output, 0xD9);
            return null;
        }
        finally
        {
            ArrayPool<short>.Shared.Return(differences);
            ArrayPool<ushort>.Shared.Return(lines);
            Scratch<JpegHuffmanCode>.Return(code);
        }
    }

    /// <summary>Bits of the magnitude of a difference modulo 2^16; -32768 stands for 32768, category 16 (T.81 Table H.2).</summary>
    private static int Category(short difference) =>
        difference == short.MinValue ? 16 : 32 - BitOperations.LeadingZeroCount((uint)Math.Abs((int)difference));

    /// <summary>Differences of one row to their predictions, interleaved as the samples are. <paramref name="lines"/> holds this row and the one above in turn.</summary>
    private static void Differences(ReadOnlySpan<byte> samples, in SampleFormat format, int predictor, int y, Span<ushort> lines, Span<short> differences)
    {
        int row = differences.Length;
        int components = format.Components;
        Span<ushort> line = lines.Slice((y & 1) * row, row);
        ReadOnlySpan<ushort> above = lines.Slice(((y & 1) ^ 1) * row, row);
        Load(samples, format, y, line);
        for (int x = 0; x < row; x++)
        {
            int prediction = y == 0
                ? x < components ? 1 << (format.BitsPerSample - 1) : line[x - components]
                : x < components ? above[x] : JpegLosslessScan.Predict(predictor, line[x - components], above[x], above[x - components]);
            differences[x] = (short)(line[x] - prediction);
        }
    }

    private static void Load(ReadOnlySpan<byte> samples, in SampleFormat format, int y, Span<ushort> line)
    {
        ushort mask = (ushort)((1 << format.BitsPerSample) - 1);
        if (format.BytesPerSample == 1)
        {
            ReadOnlySpan<byte> source = samples.Slice(y * line.Length, line.Length);
            for (int x = 0; x < line.Length; x++)
            {
                line[x] = (ushort)(source[x] & mask);
            }

            return;
        }

        ReadOnlySpan<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples).Slice(y * line.Length, line.Length);
        for (int x = 0; x < line.Length; x++)
        {
            line[x] = (ushort)(wide[x] & mask);
        }
    }
}
