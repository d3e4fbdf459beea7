namespace Gantry.Codecs.Jpeg;

/// <summary>Decodes one scan of a progressive frame into the components' coefficients (T.81 G.2); the picture is transformed when all scans have come.</summary>
internal ref struct JpegProgressiveScan
{
    private readonly JpegScanHeader scan;
    private JpegBitReader reader;
    private int endOfBandRun;

    private JpegProgressiveScan(in JpegScanHeader scan, ReadOnlySpan<byte> stream, int start)
    {
        this.scan = scan;
        reader = new JpegBitReader(stream, start);
    }

    public static CodecError? Decode(ReadOnlySpan<byte> stream, JpegFrame frame, in JpegScanHeader scan, int restartInterval, out int end)
    {
        end = scan.DataStart;
        int count = scan.Components.Length;
        bool isDc = scan.SpectralStart == 0;
        if (scan.SpectralEnd > 63 || scan.SpectralStart > scan.SpectralEnd || (isDc && scan.SpectralEnd != 0) || (!isDc && count != 1)
            || scan.ApproximationLow > 13 || (scan.ApproximationHigh != 0 && scan.ApproximationHigh != scan.ApproximationLow + 1))
        {
            return CodecError.Malformed(scan.DataStart, $"A progressive scan of coefficients {scan.SpectralStart} to {scan.SpectralEnd}, bits {scan.ApproximationHigh} to {scan.ApproximationLow}.");
        }

        foreach (JpegScanComponent sc in scan.Components)
        {
            if (isDc ? sc.Dc is null && scan.ApproximationHigh == 0 : sc.Ac is null)
            {
                return CodecError.Malformed(scan.DataStart, $"Component {sc.Component.Id} has no Huffman table.");
            }
        }

        bool isInterleaved = count > 1;
        int mcusWide = isInterleaved ? frame.McusWide : scan.Components[0].Component.BlocksWide;
        int mcusHigh = isInterleaved ? frame.McusHigh : scan.Components[0].Component.BlocksHigh;
        Span<int> predictors = stackalloc int[count];
        predictors.Clear();
        var decoder = new JpegProgressiveScan(scan, stream, scan.DataStart);
        int untilRestart = restartInterval;
        for (int my = 0; my < mcusHigh; my++)
        {
            for (int mx = 0; mx < mcusWide; mx++)
            {
                if (restartInterval > 0 && untilRestart-- == 0)
                {
                    int next = JpegRestart.FindNext(stream, decoder.reader.Position);
                    if (next < 0)
                    {
                        return CodecError.Truncated(decoder.reader.Position, $"A restart marker is missing in MCU row {my}.");
                    }

                    decoder = new JpegProgressiveScan(scan, stream, next);
                    predictors.Clear();
                    untilRestart = restartInterval - 1;
                }

                for (int i = 0; i < count; i++)
                {
                    JpegComponent component = scan.Components[i].Component;
                    int wide = isInterleaved ? component.Horizontal : 1;
                    int high = isInterleaved ? component.Vertical : 1;
                    for (int b = 0; b < wide * high; b++)
                    {
                        int block = (my * high + b / wide) * component.PaddedBlocksWide + mx * wide + b % wide;
                        Span<short> coefficients = component.Coefficients.AsSpan(64 * block, 64);
                        bool isValid = isDc
                            ? decoder.DecodeDc(scan.Components[i].Dc, ref predictors[i], coefficients)
                            : scan.ApproximationHigh == 0
                                ? decoder.DecodeAcFirst(scan.Components[i].Ac!, coefficients)
                                : decoder.DecodeAcRefinement(scan.Components[i].Ac!, coefficients);
                        if (!isValid)
                        {
                            return CodecError.Malformed(decoder.reader.Position, $"No Huffman code in MCU {mx},{my}.");
                        }
                    }
                }
            }

            if (decoder.reader.IsExhausted && my + 1 < mcusHigh)
            {
                return CodecError.Truncated(decoder.reader.Position, $"The entropy-coded data ends in MCU row {my} of {mcusHigh}.");
            }
        }

        end = decoder.reader.Position;
        return null;
    }

    /// <summary>Transforms the coefficients of a component into its plane.</summary>
    public static void Transform(JpegFrame frame, JpegComponent component)
    {
        Span<float> scale = stackalloc float[64];
        JpegInverseDct.Scale(component, scale);
        float shift = 1 << (frame.Precision - 1);
        float max = (1 << frame.Precision) - 1;
        int pitch = component.PlaneWidth;
        for (int by = 0; by < component.PaddedBlocksHigh; by++)
        {
            for (int bx = 0; bx < component.PaddedBlocksWide; bx++)
            {
                ReadOnlySpan<short> block = component.Coefficients.AsSpan(64 * (by * component.PaddedBlocksWide + bx), 64);
                Span<ushort> output = component.Plane.AsSpan((by * pitch + bx) * component.BlockSide);
                if (component.BlockSide < 8)
                {
                    JpegReducedDct.Transform(block, scale, component.BlockSide, output, pitch, shift, max);
                }
                else
                {
                    JpegInverseDct.Transform(block, scale, output, pitch, shift, max);
                }
            }
        }
    }

    private bool DecodeDc(JpegHuffmanTable? table, ref int predictor, Span<short> block)
    {
        if (scan.ApproximationHigh != 0)
        {
            if (reader.ReadBit() == 1)
            {
                block[0] |= (short)(1 << scan.ApproximationLow);
            }

            return true;
        }

        reader.Ensure32();
        int size = table!.Decode(ref reader);
        if ((uint)size > 16)
        {
            return false;
        }

        predictor += size == 0 ? 0 : reader.ReadExtended(size);
        block[0] = (short)(predictor << scan.ApproximationLow);
        return true;
    }

    private bool DecodeAcFirst(JpegHuffmanTable table, Span<short> block)
    {
        if (endOfBandRun > 0)
        {
            endOfBandRun--;
            return true;
        }

        for (int k = scan.SpectralStart; k <= scan.SpectralEnd; k++)
        {
            reader.Ensure32();
            int symbol = table.Decode(ref reader);
            if (symbol < 0)
            {
                return false;
            }

            int run = symbol >> 4;
            int size = symbol & 15;
            if (size == 0)
            {
                if (run < 15)
                {
                    endOfBandRun = (1 << run) - 1 + (run == 0 ? 0 : reader.Read(run));
                    return true;
                }

                k += 15;
                continue;
            }

            k += run;
            if (k > 63)
            {
                return false;
            }

            block[JpegZigzag.Columns[k]] = (short)(reader.ReadExtended(size) << scan.ApproximationLow);
        }

        return true;
    }

    private bool DecodeAcRefinement(JpegHuffmanTable table, Span<short> block)
    {
        short plus = (short)(1 << scan.ApproximationLow);
        short minus = (short)-plus;
        int k = scan.SpectralStart;
        if (endOfBandRun == 0)
        {
            for (; k <= scan.SpectralEnd; k++)
            {
                reader.Ensure32();
                int symbol = table.Decode(ref reader);
                if (symbol < 0)
                {
                    return false;
                }

                int run = symbol >> 4;
                short value = 0;
                if ((symbol & 15) != 0)
                {
                    value = reader.ReadBit() == 1 ? plus : minus;
                }
                else if (run < 15)
                {
                    endOfBandRun = (1 << run) + (run == 0 ? 0 : reader.Read(run));
                    break;
                }

                // Coefficients that are already there are refined on the way; only zeros count for the run.
                for (; k <= scan.SpectralEnd; k++)
                {
                    ref short coefficient = ref block[JpegZigzag.Columns[k]];
                    if (coefficient != 0)
                    {
                        Refine(ref coefficient, plus, minus);
                    }
                    else if (--run < 0)
                    {
                        if (value != 0)
                        {
                            coefficient = value;
                        }

                        break;
                    }
                }
            }
        }

        if (endOfBandRun > 0)
        {
            for (; k <= scan.SpectralEnd; k++)
            {
                ref short coefficient = ref block[JpegZigzag.Columns[k]];
                if (coefficient != 0)
                {
                    Refine(ref coefficient, plus, minus);
                }
            }

            endOfBandRun--;
        }

        return true;
    }

    private void Refine(ref short coefficient, short plus, short minus)
    {
        if (reader.ReadBit() == 1 && (coefficient & plus) == 0)
        {
            coefficient += coefficient >= 0 ? plus : minus;
        }
    }
}
