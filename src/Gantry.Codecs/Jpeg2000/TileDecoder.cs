using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Gantry.Codecs.Jpeg2000.HighThroughput;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>Decodes one tile: packets, code-blocks, wavelets, component transform, and writes its samples into the picture.</summary>
internal static class TileDecoder
{
    /// <param name="area">The part of the picture that is wanted, at the resolution that is left.</param>
    /// <param name="samples">Gets what the tile has of it.</param>
    /// <param name="format">Of the area.</param>
    public static CodecError? Decode(
        ReadOnlySpan<byte> stream, Codestream codestream, int tile, TileHeader header, int discard, SampleRegion area, Span<byte> samples, in SampleFormat format, Jpeg2000Scratch scratch)
    {
        CodecError? error = TileLayout.Build(codestream, tile, header, out ComponentLayout[] components);
        if (error is not null)
        {
            return error;
        }

        Extent image = new(codestream.Size.X0, codestream.Size.Y0, codestream.Size.X1, codestream.Size.Y1);
        Span<Extent> wanted = stackalloc Extent[components.Length], windows = stackalloc Extent[components.Length];
        bool isWanted = false;
        for (int c = 0; c < components.Length; c++)
        {
            wanted[c] = Wanted(components[c], image, discard, area);
            isWanted |= !wanted[c].IsEmpty;
        }

        if (!isWanted)
        {
            return null;
        }

        PacketReader.Read(stream, header, components, codestream.Size.Tile(tile), scratch);

        // Coefficients and samples of each component; floats of the 9/7 transform lie in the same memory.
        var planes = new int[components.Length][];
        try
        {
            for (int c = 0; c < components.Length; c++)
            {
                windows[c] = components[c].Resolutions[Math.Max(0, components[c].Style.Levels - discard)].Extent;
                if (wanted[c] != windows[c] && !windows[c].IsEmpty)
                {
                    error = RegionDecoder.Decode(stream, components[c], discard, wanted[c], out planes[c], out windows[c]);
                }
                else
                {
                    planes[c] = ArrayPool<int>.Shared.Rent(Math.Max(1, windows[c].Width * windows[c].Height));
                    error = DecodeComponent(stream, components[c], discard, planes[c]);
                }

                if (error is not null)
                {
                    return error;
                }
            }

            if (header.HasColourTransform && components.Length >= 3)
            {
                ColourTransform.Undo(components, planes, windows);
            }

            for (int c = 0; c < components.Length; c++)
            {
                Extent whole = components[c].Size.Of(image).Reduce(discard);
                SampleWriter.Write(components[c], planes[c], windows[c], wanted[c], whole, area, c, samples, format);
            }

            return null;
        }
        finally
        {
            foreach (int[]? plane in planes)
            {
                if (plane is not null)
                {
                    ArrayPool<int>.Shared.Return(plane);
                }
            }
        }
    }

    /// <summary>What a component has of an area of the picture.</summary>
    private static Extent Wanted(ComponentLayout component, Extent image, int discard, SampleRegion area)
    {
        Extent whole = component.Size.Of(image).Reduce(discard);
        int stepX = component.Size.StepX, stepY = component.Size.StepY;
        Extent part = new(
            whole.X0 + area.X / stepX, whole.Y0 + area.Y / stepY,
            whole.X0 + ImageSize.CeilingDivide(area.X + area.Width, stepX), whole.Y0 + ImageSize.CeilingDivide(area.Y + area.Height, stepY));
        return component.Resolutions[Math.Max(0, component.Style.Levels - discard)].Extent.Intersect(part);
    }

    private static CodecError? DecodeComponent(ReadOnlySpan<byte> stream, ComponentLayout component, int discard, int[] plane)
    {
        bool isReversible = component.Style.IsReversible;
        int last = Math.Max(0, component.Style.Levels - discard);
        Extent extent = component.Resolutions[last].Extent;
        int pitch = extent.Width;
        if (extent.IsEmpty)
        {
            return null;
        }

        int area = 1 << (component.Style.BlockWidthLog + component.Style.BlockHeightLog);
        uint[] flags = ArrayPool<uint>.Shared.Rent(FlagCount(component.Style));
        int[] coefficients = ArrayPool<int>.Shared.Rent(area);
        try
        {
            plane.AsSpan(0, pitch * extent.Height).Clear();
            for (int r = 0; r <= last; r++)
            {
                ResolutionLayout resolution = component.Resolutions[r];
                foreach (Precinct precinct in resolution.Precincts)
                {
                    for (int b = 0; b < precinct.Bands.Length; b++)
                    {
                        BandLayout band = resolution.Bands[b];
                        (int exponent, int mantissa) = component.Quantisation.Step(band.Index);
                        int planes = component.Quantisation.GuardBits + exponent - 1;
                        float step = StepSize(component, band, exponent, mantissa);
                        foreach (CodeBlock block in precinct.Bands[b].Blocks)
                        {
                            if (block.Passes == 0)
                            {
                                continue;
                            }

                            CodecError? error = DecodeBlock(stream, block, flags, coefficients, band.Kind, component, planes);
                            if (error is not null)
                            {
                                return error;
                            }

                            Place(coefficients, BlockPitch(block, component.Style.BlockStyle), plane.AsSpan(block.Y * pitch + block.X), pitch, block.Width, block.Height, isReversible, step);
                        }
                    }
                }

                if (r > 0)
                {
                    if (isReversible)
                    {
                        InverseWavelet.Reversible(plane, pitch, resolution.Extent);
                    }
                    else
                    {
                        InverseWavelet.Irreversible(MemoryMarshal.Cast<int, float>(plane.AsSpan()), pitch, resolution.Extent);
                    }
                }
            }

            return null;
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(flags);
            ArrayPool<int>.Shared.Return(coefficients);
        }
    }

    /// <param name="flags">Scratch of <see cref="FlagCount"/>.</param>
    /// <param name="coefficients">Gets the block's.</param>
    public static CodecError? DecodeBlock(ReadOnlySpan<byte> stream, CodeBlock block, uint[] flags, int[] coefficients, Subband band, ComponentLayout component, int planes)
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
            return error ?? RegionOfInterest(coefficients.AsSpan(0, BlockPitch(block, component.Style.BlockStyle) * block.Height), component.RegionShift, planes);
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
    public static int BlockPitch(CodeBlock block, CodeBlockStyle style) =>
        (style & CodeBlockStyle.HighThroughput) != 0 ? HighThroughputDecoder.Pitch(block.Width) : block.Width;

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
