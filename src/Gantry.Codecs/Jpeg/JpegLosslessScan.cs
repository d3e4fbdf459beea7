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
        foreach (JpegScanComponent component in scan.Components)
        {
            if (component.Dc is null)
            {
                return CodecError.Malformed(scan.DataStart, $"Component {component.Component.Id} has no Huffman table.");
            }
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
        var tables = new JpegDifferenceTable[count];
        try
        {
            for (int i = 0; i < count; i++)
            {
                tables[i] = new JpegDifferenceTable(scan.Components[i].Dc!);
            }

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

                // Samples by pixel, as the scan has them; the first pixel of a line is a place to the left of the picture.
                Span<ushort> current = lines.AsSpan((y & 1) * count * pitch, count * pitch);
                Span<ushort> above = lines.AsSpan(((y & 1) ^ 1) * count * pitch, count * pitch);
                bool isValid = count == 1
                    ? DecodeLine(ref reader, tables[0], predictor, isFirst, initial, above, current)
                    : DecodePixels(ref reader, tables, predictor, isFirst, initial, above, current);
                isFirst = false;
                if (!isValid)
                {
                    return CodecError.Malformed(reader.Position, $"No Huffman code in line {y}.");
                }

                if (reader.IsExhausted)
                {
                    return CodecError.Truncated(reader.Position, $"The entropy-coded data ends in line {y} of {frame.Height}.");
                }

                Store(current[count..], samples, frame, y, scan.Components, pointTransform);
            }

            end = reader.Position;
            return null;
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(lines);
            foreach (JpegDifferenceTable table in tables)
            {
                table.Return();
            }
        }
    }

    private static bool DecodeLine(ref JpegBitReader reader, JpegDifferenceTable table, int predictor, bool isFirst, ushort initial, Span<ushort> above, Span<ushort> current)
    {
        int width = current.Length - 1;
        ulong cache = reader.Cache;
        int valid = reader.Valid;
        // The first sample of a line is predicted from the one above it, the very first from half the range; a first line from the left (H.1.2.1).
        if (!table.TryRead(ref reader, ref cache, ref valid, out int difference))
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
                if (!table.TryRead(ref reader, ref cache, ref valid, out difference))
                {
                    return false;
                }

                left += difference;
                Unsafe.Add(ref cur, x) = (ushort)left;
            }
        }
        else
        {
            for (int x = 2; x <= width; x++)
            {
                if (!table.TryRead(ref reader, ref cache, ref valid, out difference))
                {
                    return false;
                }

                // x is at most width, the last index of both lines.
                left = (ushort)(Predict(predictor, left, Unsafe.Add(ref up, x), Unsafe.Add(ref up, x - 1)) + difference);
                Unsafe.Add(ref cur, x) = (ushort)left;
            }
        }

        (reader.Cache, reader.Valid) = (cache, valid);
        return true;
    }

    private static bool DecodePixels(
        ref JpegBitReader reader, JpegDifferenceTable[] tables, int predictor, bool isFirst, ushort initial, Span<ushort> above, Span<ushort> current)
    {
        int count = tables.Length;
        ulong cache = reader.Cache;
        int valid = reader.Valid;
        bool isFromLeft = isFirst || predictor == 1;
        int at = count;
        for (; at < 2 * count; at++)
        {
            if (!tables[at - count].TryRead(ref reader, ref cache, ref valid, out int difference))
            {
                return false;
            }

            current[at] = (ushort)((isFirst ? initial : above[at]) + difference);
        }

        if (isFromLeft && count == 3)
        {
            (reader.Cache, reader.Valid) = (cache, valid);
            return FromLeft(ref reader, tables[0], tables[1], tables[2], current);
        }

        while (at < current.Length)
        {
            for (int i = 0; i < count; i++, at++)
            {
                if (!tables[i].TryRead(ref reader, ref cache, ref valid, out int difference))
                {
                    return false;
                }

                int left = current[at - count];
                current[at] = (ushort)((isFromLeft ? left : Predict(predictor, left, above[at], above[at - count])) + difference);
            }
        }

        (reader.Cache, reader.Valid) = (cache, valid);
        return true;
    }

    /// <summary>The pixels of a line after its first, each component predicted from the left.</summary>
    private static bool FromLeft(ref JpegBitReader reader, JpegDifferenceTable first, JpegDifferenceTable second, JpegDifferenceTable third, Span<ushort> current)
    {
        ulong cache = reader.Cache;
        int valid = reader.Valid;
        int a = current[3], b = current[4], c = current[5];
        for (Span<ushort> rest = current[6..]; rest.Length >= 3; rest = rest[3..])
        {
            if (!first.TryRead(ref reader, ref cache, ref valid, out int da) || !second.TryRead(ref reader, ref cache, ref valid, out int db)
                || !third.TryRead(ref reader, ref cache, ref valid, out int dc))
            {
                return false;
            }

            rest[0] = (ushort)(a += da);
            rest[1] = (ushort)(b += db);
            rest[2] = (ushort)(c += dc);
        }

        (reader.Cache, reader.Valid) = (cache, valid);
        return true;
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

    private static void Store(ReadOnlySpan<ushort> line, Span<byte> samples, JpegFrame frame, int y, JpegScanComponent[] scanned, int pointTransform)
    {
        int components = frame.Components.Length;
        int start = y * frame.Width * components;
        bool isWide = frame.Precision > 8;
        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples);
        if (scanned.Length == components && pointTransform == 0 && IsInOrder(scanned))
        {
            if (isWide)
            {
                line.CopyTo(wide[start..]);
            }
            else
            {
                SampleLine.Narrow(line, samples.Slice(start, line.Length));
            }

            return;
        }

        for (int i = 0; i < scanned.Length; i++)
        {
            int at = start + scanned[i].Index;
            for (int x = i; x < line.Length; x += scanned.Length, at += components)
            {
                int value = line[x] << pointTransform;
                if (isWide)
                {
                    wide[at] = (ushort)value;
                }
                else
                {
                    samples[at] = (byte)value;
                }
            }
        }
    }

    private static bool IsInOrder(JpegScanComponent[] scanned)
    {
        for (int i = 0; i < scanned.Length; i++)
        {
            if (scanned[i].Index != i)
            {
                return false;
            }
        }

        return true;
    }
}
