using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.VarDct;

namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>The filter that keeps edges: a mean of near pixels, by how alike their surroundings are (18181-1 J.4).</summary>
internal static class EdgeFilter
{
    private const float Numerator = -1.1715728752538099024f;

    /// <summary>Where the filter would hardly do anything.</summary>
    private const float Negligible = -3.90524291751269967465540850526868f;

    private static readonly (int X, int Y)[] Plus = [(0, 0), (0, -1), (-1, 0), (1, 0), (0, 1)];

    private static readonly (int X, int Y)[] Near = [(0, -1), (-1, 0), (1, 0), (0, 1)];

    private static readonly (int X, int Y)[] Far = [(0, -2), (-1, -1), (0, -1), (1, -1), (-2, 0), (-1, 0), (1, 0), (2, 0), (-1, 1), (0, 1), (1, 1), (0, 2)];

    /// <summary>How strong the filter is in each block: the negative inverse of a distance.</summary>
    public static bool Strengths(ref JxlBitReader reader, FrameHeader frame, VarDctFrame? blocks, JxlMemory memory, out float[] strengths)
    {
        strengths = memory.Floats((long)frame.BlocksWide * frame.BlocksHigh) ?? [];
        if (strengths.Length == 0)
        {
            return reader.Refuse("Strengths of a filter.");
        }

        if (blocks is null)
        {
            strengths.AsSpan().Fill(Numerator / frame.Filter.ModularSigma);
            return true;
        }

        for (int i = 0; i < frame.BlocksWide * frame.BlocksHigh; i++)
        {
            float sigma = frame.Filter.QuantScale * blocks.Scale / (blocks.Quants[i] * Numerator) * frame.Filter.Sharpness[blocks.Sharpness[i]];
            strengths[i] = 1 / Math.Min(sigma, -1e-4f);
        }

        return true;
    }

    /// <summary>Filters once.</summary>
    /// <param name="frame">Three channels.</param>
    /// <param name="header">What the frame says of the filter.</param>
    /// <param name="pass">0 looks farthest, 2 nearest.</param>
    /// <param name="strengths">Of each block.</param>
    /// <param name="to">The filtered frame.</param>
    public static void Apply(FramePlanes frame, FrameHeader header, int pass, ReadOnlySpan<float> strengths, FramePlanes to)
    {
        LoopFilter filter = header.Filter;
        (int X, int Y)[] places = pass == 0 ? Far : Near;
        int compared = pass == 2 ? 1 : Plus.Length, reach = pass switch { 0 => 3, 1 => 2, _ => 1 };
        float inner = 1.65f * (pass switch { 0 => filter.Pass0Scale, 1 => 1, _ => filter.Pass2Scale }), border = inner * filter.BorderScale;
        Vector256<float> inside = Vector256.Create(border, inner, inner, inner, inner, inner, inner, border), atBorder = Vector256.Create(border);
        using PaddedRows first = new(frame, 0, reach), second = new(frame, 1, reach), third = new(frame, 2, reach);
        PaddedRows[] rows = [first, second, third];
        Span<Vector256<float>> weights = stackalloc Vector256<float>[Far.Length];
        for (int y = 0; y < frame.Height; y++)
        {
            foreach (PaddedRows channel in rows)
            {
                channel.Enter(y);
            }

            Vector256<float> factors = (y & 7) is 0 or 7 ? atBorder : inside;
            ReadOnlySpan<float> strength = strengths.Slice((y >> 3) * header.BlocksWide, header.BlocksWide);
            for (int x = 0; x < frame.Width; x += 8)
            {
                if (strength[x >> 3] < Negligible)
                {
                    for (int c = 0; c < 3; c++)
                    {
                        Load(rows[c][y], x).StoreUnsafe(ref to.Planes[c][(y * to.Stride) + x]);
                    }

                    continue;
                }

                Weigh(rows, filter.ChannelScales, places, compared, x, y, weights);
                Vector256<float> steep = factors * strength[x >> 3], sum = Vector256<float>.One;
                for (int i = 0; i < places.Length; i++)
                {
                    weights[i] = Vector256.Max((weights[i] * steep) + Vector256<float>.One, Vector256<float>.Zero);
                    sum += weights[i];
                }

                Vector256<float> whole = Vector256<float>.One / sum;
                for (int c = 0; c < 3; c++)
                {
                    Vector256<float> mean = Load(rows[c][y], x);
                    for (int i = 0; i < places.Length; i++)
                    {
                        mean += weights[i] * Load(rows[c][y + places[i].Y], x + places[i].X);
                    }

                    (mean * whole).StoreUnsafe(ref to.Planes[c][(y * to.Stride) + x]);
                }
            }
        }
    }

    /// <summary>For each place, how much its surroundings differ from those of the pixel.</summary>
    private static void Weigh(PaddedRows[] rows, float[] scales, (int X, int Y)[] places, int compared, int x, int y, Span<Vector256<float>> weights)
    {
        weights[..places.Length].Clear();
        for (int c = 0; c < 3; c++)
        {
            Vector256<float> scale = Vector256.Create(scales[c]);
            for (int i = 0; i < places.Length; i++)
            {
                Vector256<float> difference = Vector256<float>.Zero;
                for (int j = 0; j < compared; j++)
                {
                    (int dx, int dy) = Plus[j];
                    Vector256<float> own = Load(rows[c][y + dy], x + dx);
                    Vector256<float> other = Load(rows[c][y + dy + places[i].Y], x + dx + places[i].X);
                    difference += Vector256.Abs(own - other);
                }

                weights[i] += difference * scale;
            }
        }
    }

    /// <summary>Eight pixels; lines are padded on both sides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ReadOnlySpan<float> row, int x) => Vector256.Create(row.Slice(PaddedRows.Pad + x, 8));
}
