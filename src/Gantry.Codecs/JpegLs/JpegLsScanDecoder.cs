using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.JpegLs;

/// <summary>Decodes the entropy-coded data of one scan, line by line (T.87 A, B).</summary>
internal ref struct JpegLsScanDecoder
{
    private readonly JpegLsModel model;
    private readonly int start;
    private JpegLsBitReader reader;
    private int runIndex;

    private JpegLsScanDecoder(JpegLsModel model, ReadOnlySpan<byte> stream, int start)
    {
        this.model = model;
        this.start = start;
        reader = new JpegLsBitReader(stream, start);
    }

    public static CodecError? Decode(ReadOnlySpan<byte> stream, in JpegLsHeader header, Span<byte> samples, out int end)
    {
        SampleFormat format = header.Format;
        int planes = header.ScanComponents.Length;
        int pitch = format.Width + 2;
        // Two lines a component, with one sample of edge on the left and one on the right.
        int[] lines = ArrayPool<int>.Shared.Rent(2 * planes * pitch);
        JpegLsModel model = Scratch<JpegLsModel>.Take();
        try
        {
            Array.Clear(lines, 0, 2 * planes * pitch);
            model.Start(header.Parameters);
            var decoder = new JpegLsScanDecoder(model, stream, header.ScanStart);
            Span<int> runIndices = stackalloc int[planes];
            runIndices.Clear();
            end = header.ScanStart;
            for (int y = 0; y < format.Height; y++)
            {
                if (header.RestartInterval > 0 && y > 0 && y % header.RestartInterval == 0)
                {
                    int at = FindMarker(stream, Math.Max(decoder.start, decoder.reader.Position - 8));
                    if (at + 2 > stream.Length || stream[at + 1] is < 0xD0 or > 0xD7)
                    {
                        return CodecError.Malformed(at, $"A restart marker is missing before line {y}.");
                    }

                    model.Restart();
                    decoder = new JpegLsScanDecoder(model, stream, at + 2);
                    Array.Clear(lines, 0, 2 * planes * pitch);
                    runIndices.Clear();
                }

                int current = (y & 1) * planes * pitch;
                int previous = ((y & 1) ^ 1) * planes * pitch;
                if (header.Interleave == JpegLsInterleave.Sample)
                {
                    for (int p = 0; p < planes; p++)
                    {
                        PrepareEdges(lines.AsSpan(previous + p * pitch, pitch), lines.AsSpan(current + p * pitch, pitch));
                    }

                    decoder.DecodePixels(lines.AsSpan(previous, planes * pitch), lines.AsSpan(current, planes * pitch), planes, pitch);
                }
                else
                {
                    for (int p = 0; p < planes; p++)
                    {
                        Span<int> above = lines.AsSpan(previous + p * pitch, pitch);
                        Span<int> line = lines.AsSpan(current + p * pitch, pitch);
                        PrepareEdges(above, line);
                        decoder.runIndex = runIndices[p];
                        decoder.DecodeLine(above, line);
                        runIndices[p] = decoder.runIndex;
                    }
                }

                if (decoder.reader.IsExhausted)
                {
                    return CodecError.Truncated(decoder.reader.Position, $"The entropy-coded data ends in line {y} of {format.Height}.");
                }

                for (int p = 0; p < planes; p++)
                {
                    Store(lines.AsSpan(current + p * pitch + 1, format.Width), samples, format, y, header.ScanComponents[p]);
                }
            }

            end = FindMarker(stream, Math.Max(decoder.start, decoder.reader.Position - 8));
            return null;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(lines);
            Scratch<JpegLsModel>.Return(model);
        }
    }

    /// <summary>T.87 A.2.1: right of the line above is its last sample; left of this line is the first sample above.</summary>
    private static void PrepareEdges(Span<int> above, Span<int> line)
    {
        above[^1] = above[^2];
        line[0] = above[1];
    }

    private static int FindMarker(ReadOnlySpan<byte> stream, int from)
    {
        for (int at = from; at + 1 < stream.Length; at++)
        {
            if (stream[at] == 0xFF && stream[at + 1] >= 0x80 && stream[at + 1] != 0xFF)
            {
                return at;
            }
        }

        return stream.Length;
    }

    private static void Store(ReadOnlySpan<int> line, Span<byte> samples, in SampleFormat format, int y, int component)
    {
        int components = format.Components;
        int row = y * format.Width * components + component;
        if (format.BytesPerSample == 1)
        {
            Span<byte> output = samples[row..];
            for (int x = 0, at = 0; x < line.Length; x++, at += components)
            {
                output[at] = (byte)line[x];
            }

            return;
        }

        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples)[row..];
        for (int x = 0, at = 0; x < line.Length; x++, at += components)
        {
            wide[at] = (ushort)line[x];
        }
    }

    /// <summary>One line of one component.</summary>
    private void DecodeLine(ReadOnlySpan<int> above, Span<int> line)
    {
        JpegLsModel m = model;
        ref sbyte quantised = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(m.Quantised), m.MaxValue);
        ref RegularContext contexts = ref MemoryMarshal.GetArrayDataReference(m.Regular);
        ref int up = ref MemoryMarshal.GetReference(above);
        ref int cur = ref MemoryMarshal.GetReference(line);
        int width = line.Length - 2;
        int rb = up;
        int rd = Unsafe.Add(ref up, 1);
        // x counts from 1: both lines have an edge sample before their first. Every index below is at most width + 1.
        for (int x = 1; x <= width;)
        {
            int ra = Unsafe.Add(ref cur, x - 1);
            int rc = rb;
            rb = rd;
            rd = Unsafe.Add(ref up, x + 1);
            // Samples lie in 0..MaxValue, so differences lie within the table.
            int q = 81 * Unsafe.Add(ref quantised, rd - rb) + 9 * Unsafe.Add(ref quantised, rb - rc) + Unsafe.Add(ref quantised, rc - ra);
            if (q != 0)
            {
                Unsafe.Add(ref cur, x) = DecodeRegular(m, ref contexts, q, ra, rb, rc);
                x++;
            }
            else
            {
                x += DecodeRun(above, line, x, width);
                rb = Unsafe.Add(ref up, x - 1);
                rd = Unsafe.Add(ref up, x);
                if (reader.IsExhausted)
                {
                    return;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int DecodeRegular(JpegLsModel m, ref RegularContext contexts, int q, int ra, int rb, int rc)
    {
        int sign = q >> 31;
        ref RegularContext context = ref Unsafe.Add(ref contexts, (q ^ sign) - sign);
        // Median edge detection (A.4.1).
        int low = Math.Min(ra, rb);
        int high = Math.Max(ra, rb);
        int prediction = rc >= high ? low : rc <= low ? high : ra + rb - rc;
        prediction = Math.Clamp(prediction + ((context.C ^ sign) - sign), 0, m.MaxValue);
        int k = context.Golomb;
        int mapped = reader.ReadGolomb(k, m.Limit, m.QuantisedBits);
        int error = (mapped >> 1) ^ -(mapped & 1);
        if (k == 0 && m.Near == 0 && 2 * context.B <= -context.N)
        {
            error = ~error;
        }

        // A corrupt code may give any error: bounded, so that the sums of the context stay in range.
        if ((uint)(error + m.Range) > 2u * (uint)m.Range)
        {
            error = 0;
        }

        context.Update(error, m.Step, m.Reset);
        return m.Reconstruct(prediction + ((error ^ sign) - sign) * m.Step);
    }

    /// <summary>A run and the sample that interrupts it (A.7). Returns how many samples of the line it gave.</summary>
    private int DecodeRun(ReadOnlySpan<int> above, Span<int> line, int x, int width)
    {
        int ra = line[x - 1];
        int run = DecodeRunLength(width - x + 1);
        line.Slice(x, run).Fill(ra);
        if (x + run > width)
        {
            return run;
        }

        int at = x + run;
        line[at] = DecodeInterruption(ra, above[at]);
        runIndex = Math.Max(0, runIndex - 1);
        return run + 1;
    }

    private int DecodeRunLength(int room)
    {
        int run = 0;
        while (reader.ReadBit() == 1)
        {
            int whole = 1 << JpegLsModel.J[runIndex];
            int count = Math.Min(whole, room - run);
            run += count;
            if (count == whole && runIndex < 31)
            {
                runIndex++;
            }

            if (run == room)
            {
                return run;
            }
        }

        int rest = reader.ReadBits(JpegLsModel.J[runIndex]);
        return Math.Min(room, run + rest);
    }

    private int DecodeInterruption(int ra, int rb)
    {
        if (Math.Abs(ra - rb) <= model.Near)
        {
            return model.Reconstruct(ra + DecodeInterruptionError(1) * model.Step);
        }

        int error = DecodeInterruptionError(0);
        return model.Reconstruct(rb + (rb < ra ? -error : error) * model.Step);
    }

    private int DecodeInterruptionError(int type)
    {
        ref RunContext context = ref model.Run[type];
        int k = context.Golomb(type);
        int mapped = reader.ReadGolomb(k, model.Limit - JpegLsModel.J[runIndex] - 1, model.QuantisedBits);
        int sum = mapped + type;
        int map = sum & 1;
        int magnitude = (sum + map) >> 1;
        bool isNegative = (k != 0 || 2 * context.Negatives >= context.N) == (map == 1);
        int error = isNegative ? -magnitude : magnitude;
        if (magnitude > model.Range)
        {
            error = 0;
            mapped = 0;
        }

        context.Update(error, mapped, type, model.Reset);
        return error;
    }

    /// <summary>One line of pixels whose components are interleaved by sample (B.3): a run is a run of whole pixels.</summary>
    private void DecodePixels(ReadOnlySpan<int> above, Span<int> line, int planes, int pitch)
    {
        ref sbyte quantised = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(model.Quantised), model.MaxValue);
        ref RegularContext contexts = ref MemoryMarshal.GetArrayDataReference(model.Regular);
        int width = pitch - 2;
        Span<int> q = stackalloc int[planes];
        for (int x = 1; x <= width;)
        {
            bool isRun = true;
            for (int p = 0; p < planes; p++)
            {
                int o = p * pitch + x;
                q[p] = 81 * Unsafe.Add(ref quantised, above[o + 1] - above[o]) + 9 * Unsafe.Add(ref quantised, above[o] - above[o - 1])
                    + Unsafe.Add(ref quantised, above[o - 1] - line[o - 1]);
                isRun &= q[p] == 0;
            }

            if (!isRun)
            {
                for (int p = 0; p < planes; p++)
                {
                    int o = p * pitch + x;
                    line[o] = DecodeRegular(model, ref contexts, q[p], line[o - 1], above[o], above[o - 1]);
                }

                x++;
                continue;
            }

            int run = DecodeRunLength(width - x + 1);
            for (int p = 0; p < planes; p++)
            {
                line.Slice(p * pitch + x, run).Fill(line[p * pitch + x - 1]);
            }

            x += run;
            if (x > width)
            {
                return;
            }

            for (int p = 0; p < planes; p++)
            {
                int o = p * pitch + x;
                int error = DecodeInterruptionError(0);
                line[o] = model.Reconstruct(above[o] + (above[o] < line[o - 1] ? -error : error) * model.Step);
            }

            runIndex = Math.Max(0, runIndex - 1);
            x++;
            if (reader.IsExhausted)
            {
                return;
            }
        }
    }
}
