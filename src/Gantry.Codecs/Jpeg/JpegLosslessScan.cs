using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg;

/// <summary>Decodes a scan of a lossless frame (T.81 H.2): Huffman-coded differences to one of seven predictions.</summary>
internal static class JpegLosslessScan
{
    /// <param name="samples">The whole picture, interleaved by pixel in 1 or 2 bytes a sample.</param>
    public static CodecError? Decode(ReadOnlySpan<byte> stream, JpegFrame frame, in JpegScanHeader scan, int restartInterval, Span<byte> samples, out int end)
    {
        end = scan.DataStart;
        int predictor = scan.SpectralStart;
        int pointTransform = scan.ApproximationLow;
        if (predictor is < 1 or > 7 || pointTransform >= frame.Precision)
        {
            return CodecError.Malformed(scan.DataStart, $"Predictor {predictor} with a point transform of {pointTransform}.");
        }

        foreach (JpegComponent component in frame.Components)
        {
            if (component.Horizontal != frame.MaxHorizontal || component.Vertical != frame.MaxVertical)
            {
                return CodecError.Unsupported(scan.DataStart, "Lossless components of different sizes.");
            }
        }

        int count = scan.Components.Length;
        var tables = new JpegHuffmanTable[count];
        for (int i = 0; i < count; i++)
        {
            if (scan.Components[i].Dc is not { } table)
            {
                return CodecError.Malformed(scan.DataStart, $"Component {scan.Components[i].Component.Id} has no Huffman table.");
            }

            tables[i] = table;
        }

        int width = frame.Width;
        // Lenient: restart intervals of lossless frames must be whole lines; others are refused, T.81 H.1.1.
        if (restartInterval % width != 0)
        {
            return CodecError.Unsupported(scan.DataStart, $"A restart interval of {restartInterval} in lines of {width} samples.");
        }

        int linesToRestart = restartInterval / width;
        int pitch = width + 1;
        ushort[] lines = ArrayPool<ushort>.Shared.Rent(2 * count * pitch);
        try
        {
            ushort initial = (ushort)(1 << (frame.Precision - pointTransform - 1));
            var reader = new JpegBitReader(stream, scan.DataStart);
            bool isFirst = true;
            for (int y = 0; y < frame.Height; y++)
            {
                if (linesToRestart > 0 && y > 0 && y % linesToRestart == 0)
                {
                    int next = JpegRestart.FindNext(stream, reader.Position);
                    if (next < 0)
                    {
                        return CodecError.Truncated(reader.Position, $"A restart marker is missing before line {y}.");
                    }

                    reader = new JpegBitReader(stream, next);
                    isFirst = true;
                }

                Span<ushort> current = lines.AsSpan((y & 1) * count * pitch, count * pitch);
                Span<ushort> above = lines.AsSpan(((y & 1) ^ 1) * count * pitch, count * pitch);
                bool isValid = count == 1
                    ? DecodeLine(ref reader, tables[0], predictor, isFirst, initial, above, current)
                    : DecodePixels(ref reader, tables, predictor, isFirst, initial, above, current, pitch);
                isFirst = false;
                if (!isValid)
                {
                    return CodecError.Malformed(reader.Position, $"No Huffman code in line {y}.");
                }

                if (reader.IsExhausted)
                {
                    return CodecError.Truncated(reader.Position, $"The entropy-coded data ends in line {y} of {frame.Height}.");
                }

                for (int i = 0; i < count; i++)
                {
                    Store(current.Slice(i * pitch + 1, width), samples, frame, y, scan.Components[i].Index, pointTransform);
                }
            }

            end = reader.Position;
            return null;
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(lines);
        }
    }

    private static bool DecodeLine(ref JpegBitReader reader, JpegHuffmanTable table, int predictor, bool isFirst, ushort initial, Span<ushort> above, Span<ushort> current)
    {
        int width = current.Length - 1;
        // The first sample of a line is predicted from the one above it, the very first from half the range; a first line from the left (H.1.2.1).
        if (!TryReadDifference(ref reader, table, out int difference))
        {
            return false;
        }

        int left = (ushort)((isFirst ? initial : above[1]) + difference);
        ref ushort cur = ref MemoryMarshal.GetReference(current);
        ref ushort up = ref MemoryMarshal.GetReference(above);
        Unsafe.Add(ref cur, 1) = (ushort)left;
        if (isFirst || predictor == 1)
        {
            for (int x = 2; x <= width; x++)
            {
                if (!TryReadDifference(ref reader, table, out difference))
                {
                    return false;
                }

                left = (ushort)(left + difference);
                Unsafe.Add(ref cur, x) = (ushort)left;
            }

            return true;
        }

        for (int x = 2; x <= width; x++)
        {
            if (!TryReadDifference(ref reader, table, out difference))
            {
                return false;
            }

            // x is at most width, the last index of both lines.
            left = (ushort)(Predict(predictor, left, Unsafe.Add(ref up, x), Unsafe.Add(ref up, x - 1)) + difference);
            Unsafe.Add(ref cur, x) = (ushort)left;
        }

        return true;
    }

    private static bool DecodePixels(
        ref JpegBitReader reader, JpegHuffmanTable[] tables, int predictor, bool isFirst, ushort initial, Span<ushort> above, Span<ushort> current, int pitch)
    {
        for (int x = 1; x < pitch; x++)
        {
            for (int i = 0; i < tables.Length; i++)
            {
                if (!TryReadDifference(ref reader, tables[i], out int difference))
                {
                    return false;
                }

                int at = i * pitch + x;
                int prediction = x == 1
                    ? isFirst ? initial : above[at]
                    : isFirst ? current[at - 1] : Predict(predictor, current[at - 1], above[at], above[at - 1]);
                current[at] = (ushort)(prediction + difference);
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadDifference(ref JpegBitReader reader, JpegHuffmanTable table, out int difference)
    {
        reader.Ensure32();
        int size = table.Decode(ref reader);
        difference = 0;
        if ((uint)size - 1 < 15)
        {
            difference = reader.ReadExtended(size);
            return true;
        }

        if (size == 16)
        {
            // Category 16 has no further bits (H.1.2.2).
            difference = 32768;
        }

        return size is 0 or 16;
    }

    /// <summary>T.81 Table H.1: Ra left, Rb above, Rc above left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Predict(int predictor, int ra, int rb, int rc) => predictor switch
    {
        1 => ra,
        2 => rb,
        3 => rc,
        4 => ra + rb - rc,
        5 => ra + ((rb - rc) >> 1),
        6 => rb + ((ra - rc) >> 1),
        _ => (ra + rb) >> 1,
    };

    private static void Store(ReadOnlySpan<ushort> line, Span<byte> samples, JpegFrame frame, int y, int component, int pointTransform)
    {
        int components = frame.Components.Length;
        int at = y * frame.Width * components + component;
        if (frame.Precision <= 8)
        {
            foreach (ushort value in line)
            {
                samples[at] = (byte)(value << pointTransform);
                at += components;
            }

            return;
        }

        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples);
        if (components == 1 && pointTransform == 0)
        {
            line.CopyTo(wide[at..]);
            return;
        }

        foreach (ushort value in line)
        {
            wide[at] = (ushort)(value << pointTransform);
            at += components;
        }
    }
}
