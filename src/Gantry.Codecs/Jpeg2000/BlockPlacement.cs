using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Gantry.Codecs.Jpeg2000.HighThroughput;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>Decodes code-blocks and puts their coefficients, dequantised (ITU-T T.800 E), into the plane of their tile-component.</summary>
internal static class BlockPlacement
{
    /// <param name="flags">Scratch of <see cref="FlagCount"/>.</param>
    /// <param name="coefficients">Gets the block's.</param>
    public static CodecError? Decode(ReadOnlySpan<byte> stream, CodeBlock block, uint[] flags, int[] coefficients, Subband band, ComponentLayout component, int planes)
    {
        int length = 0;
        foreach ((_, int pieceLength) in block.Pieces)
        {
            length += pieceLength;
        }

        // Two bytes more than the block has: the decoder puts its end there.
        byte[] bytes = ArrayPool<byte>.Shared.Rent(2 * length + 2);
        ReadOnlySpan<byte> data;
        if (block.Pieces.Count == 1)
        {
            data = stream.Slice(block.Pieces[0].Start, length);
        }
        else
        {
            // Pieces come packet by packet, and within a packet segment by segment: they are in the order of the segments already.
            int at = length + 2;
            foreach ((int start, int pieceLength) in block.Pieces)
            {
                stream.Slice(start, pieceLength).CopyTo(bytes.AsSpan(at));
                at += pieceLength;
            }

            data = bytes.AsSpan(length + 2, length);
        }

        try
        {
            CodecError? error = (component.Style.BlockStyle & CodeBlockStyle.HighThroughput) != 0
                ? HighThroughputDecoder.Decode(block, data, coefficients, component.Style.BlockStyle, planes + component.RegionShift)
                : CodeBlockDecoder.Decode(block, data, flags, bytes, coefficients, band, component.Style.BlockStyle, planes + component.RegionShift - block.EmptyPlanes);
            return error ?? RegionOfInterest(coefficients.AsSpan(0, Pitch(block, component.Style.BlockStyle) * block.Height), component.RegionShift, planes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Words of scratch memory for a component's code-blocks.</summary>
    public static int FlagCount(CodingStyle style) =>
        Math.Max(CodeBlockDecoder.FlagCount(1 << style.BlockWidthLog, 1 << style.BlockHeightLog), 1 << (style.BlockWidthLog + style.BlockHeightLog));

    /// <summary>Shifts back what was shifted above the background (T.800 H.1).</summary>
    private static CodecError? RegionOfInterest(Span<int> coefficients, int shift, int planes)
    {
        if (shift == 0)
        {
            return null;
        }

        long threshold = 1L << Math.Min(62, planes + 1);
        for (int i = 0; i < coefficients.Length; i++)
        {
            int magnitude = Math.Abs(coefficients[i]);
            if (magnitude >= threshold)
            {
                magnitude >>= shift;
                coefficients[i] = coefficients[i] < 0 ? -magnitude : magnitude;
            }
        }

        return null;
    }

    /// <summary>E-3; coefficients have one fractional bit, hence the half.</summary>
    public static float StepSize(ComponentLayout component, BandLayout band, int exponent, int mantissa)
    {
        if (component.Style.IsReversible)
        {
            return 1;
        }

        int gain = band.Kind switch { Subband.LL => 0, Subband.HH => 2, _ => 1 };
        return component.Quantisation.Style == 0
            ? 0.5f
            : (float)(0.5 * Math.Pow(2, component.Size.Bits + gain - exponent) * (1 + mantissa / 2048.0));
    }

    /// <summary>From one row of a decoded block to the next.</summary>
    public static int Pitch(CodeBlock block, CodeBlockStyle style) =>
        (style & CodeBlockStyle.HighThroughput) != 0 ? HighThroughputDecoder.Pitch(block.Width) : block.Width;

    /// <summary>Nothing but zeros, for a block that no packet brought.</summary>
    public static void Clear(Span<int> plane, int pitch, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            plane.Slice(y * pitch, width).Clear();
        }
    }

    /// <summary>Puts a block's coefficients, or a part of them, into a plane.</summary>
    /// <param name="coefficients">From the first on.</param>
    /// <param name="plane">From the first one's place on.</param>
    public static void Place(ReadOnlySpan<int> coefficients, int blockPitch, Span<int> plane, int pitch, int width, int height, bool isReversible, float step)
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<int> from = coefficients.Slice(y * blockPitch, width);
            Span<int> to = plane.Slice(y * pitch, width);
            if (isReversible)
            {
                Halve(from, to);
            }
            else
            {
                Scale(from, step, MemoryMarshal.Cast<int, float>(to));
            }
        }
    }

    /// <summary>Towards zero, as a magnitude's lower bits are cut.</summary>
    internal static void Halve(ReadOnlySpan<int> from, Span<int> to)
    {
        int x = 0;
        for (; x + Vector<int>.Count <= from.Length; x += Vector<int>.Count)
        {
            var value = new Vector<int>(from[x..]);
            Vector.ShiftRightArithmetic(value - Vector.ShiftRightArithmetic(value, 31), 1).CopyTo(to[x..]);
        }

        for (; x < from.Length; x++)
        {
            to[x] = from[x] / 2;
        }
    }

    internal static void Scale(ReadOnlySpan<int> from, float step, Span<float> to)
    {
        int x = 0;
        for (; x + Vector<int>.Count <= from.Length; x += Vector<int>.Count)
        {
            (Vector.ConvertToSingle(new Vector<int>(from[x..])) * step).CopyTo(to[x..]);
        }

        for (; x < from.Length; x++)
        {
            to[x] = from[x] * step;
        }
    }
}
