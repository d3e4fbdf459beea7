using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg;

/// <summary>Decodes a scan of a sequential frame, baseline or extended, block by block into the components' planes (T.81 F.2).</summary>
internal static class JpegSequentialScan
{
    public static CodecError? Decode(ReadOnlySpan<byte> stream, JpegFrame frame, in JpegScanHeader scan, int restartInterval, out int end)
    {
        end = scan.DataStart;
        int count = scan.Components.Length;
        Span<float> scales = stackalloc float[64 * count];
        for (int i = 0; i < count; i++)
        {
            JpegScanComponent sc = scan.Components[i];
            if (sc.Dc is null || sc.Ac is null || sc.Component.Quantisation is null)
            {
                return CodecError.Malformed(scan.DataStart, $"Component {sc.Component.Id} has no Huffman or quantisation table.");
            }

            JpegInverseDct.Scale(sc.Component, scales.Slice(64 * i, 64));
        }

        bool isInterleaved = count > 1;
        int mcusWide = isInterleaved ? frame.McusWide : scan.Components[0].Component.BlocksWide;
        int mcusHigh = isInterleaved ? frame.McusHigh : scan.Components[0].Component.BlocksHigh;
        float shift = 1 << (frame.Precision - 1);
        float max = (1 << frame.Precision) - 1;
        Span<short> block = stackalloc short[64];
        Span<int> predictors = stackalloc int[count];
        predictors.Clear();
        var reader = new JpegBitReader(stream, scan.DataStart);
        int untilRestart = restartInterval;
        for (int my = 0; my < mcusHigh; my++)
        {
            for (int mx = 0; mx < mcusWide; mx++)
            {
                if (restartInterval > 0 && untilRestart-- == 0)
                {
                    int next = JpegRestart.FindNext(stream, reader.Position);
                    if (next < 0)
                    {
                        return CodecError.Truncated(reader.Position, $"A restart marker is missing in MCU row {my}.");
                    }

                    reader = new JpegBitReader(stream, next);
                    predictors.Clear();
                    untilRestart = restartInterval - 1;
                }

                for (int i = 0; i < count; i++)
                {
                    JpegScanComponent sc = scan.Components[i];
                    JpegComponent component = sc.Component;
                    int wide = isInterleaved ? component.Horizontal : 1;
                    int high = isInterleaved ? component.Vertical : 1;
                    for (int by = 0; by < high; by++)
                    {
                        for (int bx = 0; bx < wide; bx++)
                        {
                            int last = DecodeBlock(ref reader, sc.Dc!, sc.Ac!, ref predictors[i], block);
                            if (last < 0)
                            {
                                return CodecError.Malformed(reader.Position, $"No Huffman code in MCU {mx},{my}.");
                            }

                            int pitch = component.PlaneWidth;
                            int at = ((my * high + by) * pitch + mx * wide + bx) * component.BlockSide;
                            Span<ushort> output = component.Plane.AsSpan(at);
                            ReadOnlySpan<float> scale = scales.Slice(64 * i, 64);
                            if (component.BlockSide < 8)
                            {
                                JpegReducedDct.Transform(block, scale, component.BlockSide, output, pitch, shift, max);
                            }
                            else if (last == 0)
                            {
                                JpegInverseDct.Fill(block[0] * scale[0], output, pitch, shift, max);
                            }
                            else
                            {
                                JpegInverseDct.Transform(block, scale, output, pitch, shift, max);
                            }
                        }
                    }
                }
            }

            // Lenient: a last row cut short by some encoders is shown with zeros, but a picture that ends early is an error, T.81 B.1.1.5.
            if (reader.IsExhausted && my + 1 < mcusHigh)
            {
                return CodecError.Truncated(reader.Position, $"The entropy-coded data ends in MCU row {my} of {mcusHigh}.");
            }
        }

        end = reader.Position;
        return null;
    }

    /// <returns>Place of the last coefficient in the zigzag; 0 where there is none but the first; -1 where the bits are no code.</returns>
    private static int DecodeBlock(ref JpegBitReader reader, JpegHuffmanTable dc, JpegHuffmanTable ac, ref int predictor, scoped Span<short> block)
    {
        block.Clear();
        ref short coefficients = ref MemoryMarshal.GetReference(block);
        ref byte columns = ref MemoryMarshal.GetReference(JpegZigzag.Columns);
        reader.Ensure32();
        int size = dc.Decode(ref reader);
        if ((uint)size > 16)
        {
            return -1;
        }

        if (size > 0)
        {
            predictor += reader.ReadExtended(size);
        }

        coefficients = (short)predictor;
        // The reader's bits, where they can lie in registers.
        (ulong cache, int valid) = (reader.Cache, reader.Valid);
        int last = 0;
        for (int k = 1; k < 64; k++)
        {
            if (valid < 32)
            {
                (cache, valid) = reader.Fill(cache, valid);
            }

            int entry = ac.Look(cache);
            int symbol = entry & 0xFF;
            if (entry == 0)
            {
                (reader.Cache, reader.Valid) = (cache, valid);
                symbol = ac.Decode(ref reader);
                (cache, valid) = (reader.Cache, reader.Valid);
            }
            else
            {
                cache <<= entry >> 8;
                valid -= entry >> 8;
            }

            if (symbol <= 0)
            {
                // 0 is end of block, -1 no code at all.
                last = symbol < 0 ? -1 : last;
                break;
            }

            size = symbol & 15;
            k += symbol >> 4;
            if (size != 0)
            {
                int value = (int)(cache >> (64 - size));
                cache <<= size;
                valid -= size;
                // A first bit of 0 means a negative value (F.2.2.1).
                value -= ((value >> (size - 1)) - 1) & ((1 << size) - 1);
                // k is at most 63 + 15: the table has entries for that, all within the block.
                Unsafe.Add(ref coefficients, Unsafe.Add(ref columns, k)) = (short)value;
                last = k;
            }
            else if (symbol != 0xF0)
            {
                last = -1;
                break;
            }
        }

        (reader.Cache, reader.Valid) = (cache, valid);
        return last;
    }
}
