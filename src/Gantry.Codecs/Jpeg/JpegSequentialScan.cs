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
        var scales = new float[count][];
        for (int i = 0; i < count; i++)
        {
            JpegScanComponent sc = scan.Components[i];
            if (sc.Dc is null || sc.Ac is null || sc.Component.Quantisation is null)
            {
                return CodecError.Malformed(scan.DataStart, $"Component {sc.Component.Id} has no Huffman or quantisation table.");
            }

            scales[i] = JpegInverseDct.Scale(sc.Component.Quantisation);
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
                            if (!DecodeBlock(ref reader, sc.Dc!, sc.Ac!, ref predictors[i], block))
                            {
                                return CodecError.Malformed(reader.Position, $"No Huffman code in MCU {mx},{my}.");
                            }

                            int pitch = component.PlaneWidth;
                            int at = (my * high + by) * 8 * pitch + (mx * wide + bx) * 8;
                            JpegInverseDct.Transform(block, scales[i], component.Plane.AsSpan(at), pitch, shift, max);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool DecodeBlock(ref JpegBitReader reader, JpegHuffmanTable dc, JpegHuffmanTable ac, ref int predictor, scoped Span<short> block)
    {
        block.Clear();
        ref short coefficients = ref MemoryMarshal.GetReference(block);
        ref byte natural = ref MemoryMarshal.GetReference(JpegZigzag.Natural);
        reader.Ensure32();
        int size = dc.Decode(ref reader);
        if ((uint)size > 16)
        {
            return false;
        }

        if (size > 0)
        {
            predictor += reader.ReadExtended(size);
        }

        coefficients = (short)predictor;
        for (int k = 1; k < 64;)
        {
            reader.Ensure32();
            int symbol = ac.Decode(ref reader);
            if (symbol <= 0)
            {
                // 0 is end of block, -1 no code at all.
                return symbol == 0;
            }

            int run = symbol >> 4;
            size = symbol & 15;
            k += run;
            if (size != 0)
            {
                // k is at most 63 + 15: the table of natural order has entries for that, all within the block.
                Unsafe.Add(ref coefficients, Unsafe.Add(ref natural, k)) = (short)reader.ReadExtended(size);
            }
            else if (run != 15)
            {
                return false;
            }

            k++;
        }

        return true;
    }
}
