using System.Buffers;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.JpegLs;

/// <summary>Encodes one scan, components interleaved by line (T.87 A, B.2).</summary>
internal ref struct JpegLsScanEncoder
{
    private readonly JpegLsModel model;
    private JpegLsBitWriter writer;
    private int runIndex;

    private JpegLsScanEncoder(JpegLsModel model, IBufferWriter<byte> output)
    {
        this.model = model;
        writer = new JpegLsBitWriter(output);
    }

    public static CodecError? Encode(ReadOnlySpan<byte> samples, in SampleFormat format, in JpegLsParameters parameters, IBufferWriter<byte> output)
    {
        int planes = format.Components;
        int pitch = format.Width + 2;
        int[] lines = ArrayPool<int>.Shared.Rent(2 * planes * pitch);
        JpegLsModel model = Scratch<JpegLsModel>.Take();
        try
        {
            Array.Clear(lines, 0, 2 * planes * pitch);
            model.Start(parameters);
            var encoder = new JpegLsScanEncoder(model, output);
            Span<int> runIndices = stackalloc int[planes];
            runIndices.Clear();
            for (int y = 0; y < format.Height; y++)
            {
                for (int p = 0; p < planes; p++)
                {
                    Span<int> above = lines.AsSpan(((y & 1) ^ 1) * planes * pitch + p * pitch, pitch);
                    Span<int> line = lines.AsSpan((y & 1) * planes * pitch + p * pitch, pitch);
                    if (!Load(samples, format, y, p, line[1..^1], parameters.MaxValue))
                    {
                        return CodecError.Mismatch($"A sample in line {y} has more than {format.BitsPerSample} bits.");
                    }

                    above[^1] = above[^2];
                    line[0] = above[1];
                    encoder.runIndex = runIndices[p];
                    encoder.EncodeLine(above, line);
                    runIndices[p] = encoder.runIndex;
                }
            }

            encoder.writer.Flush();
            return null;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(lines);
            Scratch<JpegLsModel>.Return(model);
        }
    }

    private static bool Load(ReadOnlySpan<byte> samples, in SampleFormat format, int y, int component, Span<int> line, int maxValue)
    {
        int components = format.Components;
        int at = y * format.Width * components + component;
        int all = 0;
        if (format.BytesPerSample == 1)
        {
            for (int x = 0; x < line.Length; x++, at += components)
            {
                line[x] = samples[at];
                all |= line[x];
            }
        }
        else
        {
            ReadOnlySpan<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples);
            for (int x = 0; x < line.Length; x++, at += components)
            {
                line[x] = wide[at];
                all |= line[x];
            }
        }

        return all <= maxValue;
    }

    private void EncodeLine(ReadOnlySpan<int> above, Span<int> line)
    {
        int width = line.Length - 2;
        ReadOnlySpan<sbyte> quantised = model.Quantised;
        int zero = model.MaxValue;
        for (int x = 1; x <= width;)
        {
            int ra = line[x - 1];
            int rb = above[x];
            int rc = above[x - 1];
            int q = 81 * quantised[above[x + 1] - rb + zero] + 9 * quantised[rb - rc + zero] + quantised[rc - ra + zero];
            if (q != 0)
            {
                line[x] = EncodeRegular(q, line[x], ra, rb, rc);
                x++;
            }
            else
            {
                x += EncodeRun(above, line, x, width);
            }
        }
    }

    /// <summary>Codes a sample; returns what a decoder will see.</summary>
    private int EncodeRegular(int q, int value, int ra, int rb, int rc)
    {
        int sign = q >> 31;
        ref RegularContext context = ref model.Regular[(q ^ sign) - sign];
        int low = Math.Min(ra, rb);
        int high = Math.Max(ra, rb);
        int prediction = rc >= high ? low : rc <= low ? high : ra + rb - rc;
        prediction = Math.Clamp(prediction + ((context.C ^ sign) - sign), 0, model.MaxValue);
        int error = Quantise(((value - prediction) ^ sign) - sign);
        int k = context.Golomb;
        int folded = k == 0 && model.Near == 0 && 2 * context.B <= -context.N ? ~error : error;
        int mapped = (folded << 1) ^ (folded >> 31);
        writer.WriteGolomb(mapped, k, model.Limit, model.QuantisedBits);
        context.Update(error, model.Step, model.Reset);
        return model.Near == 0 ? value : model.Reconstruct(prediction + ((error ^ sign) - sign) * model.Step);
    }

    /// <summary>Quantisation and reduction modulo the range (A.4.4, A.4.5).</summary>
    private int Quantise(int error)
    {
        if (model.Near > 0)
        {
            error = error > 0 ? (error + model.Near) / model.Step : -((model.Near - error) / model.Step);
        }

        if (error < 0)
        {
            error += model.Range;
        }

        return error >= (model.Range + 1) / 2 ? error - model.Range : error;
    }

    private int EncodeRun(ReadOnlySpan<int> above, Span<int> line, int x, int width)
    {
        int ra = line[x - 1];
        int run = 0;
        while (x + run <= width && Math.Abs(line[x + run] - ra) <= model.Near)
        {
            line[x + run] = ra;
            run++;
        }

        bool isEndOfLine = x + run > width;
        int rest = run;
        while (rest >= 1 << JpegLsModel.J[runIndex])
        {
            writer.Write(1, 1);
            rest -= 1 << JpegLsModel.J[runIndex];
            runIndex = Math.Min(31, runIndex + 1);
        }

        if (isEndOfLine)
        {
            if (rest > 0)
            {
                writer.Write(1, 1);
            }

            return run;
        }

        writer.Write(0, 1);
        writer.Write((uint)rest, JpegLsModel.J[runIndex]);
        line[x + run] = EncodeInterruption(line[x + run], ra, above[x + run]);
        runIndex = Math.Max(0, runIndex - 1);
        return run + 1;
    }

    private int EncodeInterruption(int value, int ra, int rb)
    {
        int type = Math.Abs(ra - rb) <= model.Near ? 1 : 0;
        int prediction = type == 1 ? ra : rb;
        int sign = type == 0 && ra > rb ? -1 : 1;
        int error = Quantise((value - prediction) * sign);
        ref RunContext context = ref model.Run[type];
        int k = context.Golomb(type);
        bool map = error != 0 && (error < 0) == (k != 0 || 2 * context.Negatives >= context.N);
        int mapped = 2 * Math.Abs(error) - type - (map ? 1 : 0);
        writer.WriteGolomb(mapped, k, model.Limit - JpegLsModel.J[runIndex] - 1, model.QuantisedBits);
        context.Update(error, mapped, type, model.Reset);
        return model.Near == 0 ? value : model.Reconstruct(prediction + error * sign * model.Step);
    }
}
