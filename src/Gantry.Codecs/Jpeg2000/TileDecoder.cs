using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Gantry.Codecs.Jpeg2000.HighThroughput;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>Decodes one tile: packets, code-blocks, wavelets, component transform, and writes its samples into the picture.</summary>
internal static class TileDecoder
{
    public static CodecError? Decode(ReadOnlySpan<byte> stream, Codestream codestream, int tile, TileHeader header, int discard, Span<byte> samples, in SampleFormat format, Jpeg2000Scratch scratch)
    {
        CodecError? error = TileLayout.Build(codestream, tile, header, out ComponentLayout[] components);
        if (error is not null)
        {
            return error;
        }

        PacketReader.Read(stream, header, components, codestream.Size.Tile(tile), scratch);

        // Coefficients and samples of each component; floats of the 9/7 transform lie in the same memory.
        var planes = new int[components.Length][];
        try
        {
            for (int c = 0; c < components.Length; c++)
            {
                Extent extent = components[c].Resolutions[Math.Max(0, components[c].Style.Levels - discard)].Extent;
                planes[c] = ArrayPool<int>.Shared.Rent(Math.Max(1, extent.Width * extent.Height));
                error = DecodeComponent(stream, components[c], discard, planes[c]);
                if (error is not null)
                {
                    return error;
                }
            }

            if (header.HasColourTransform && components.Length >= 3)
            {
                ColourTransform.Undo(components, planes, discard);
            }

            Extent image = new(codestream.Size.X0, codestream.Size.Y0, codestream.Size.X1, codestream.Size.Y1);
            for (int c = 0; c < components.Length; c++)
            {
                SampleWriter.Write(components[c], planes[c], c, image, discard, samples, format);
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
        uint[] flags = ArrayPool<uint>.Shared.Rent(
            Math.Max(CodeBlockDecoder.FlagCount(1 << component.Style.BlockWidthLog, 1 << component.Style.BlockHeightLog), area));
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

                            Place(block, coefficients, BlockPitch(block, component.Style.BlockStyle), plane, pitch, isReversible, step);
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

    private static CodecError? DecodeBlock(ReadOnlySpan<byte> stream, CodeBlock block, uint[] flags, int[] coefficients, Subband band, ComponentLayout component, int planes)
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

    private static int BlockPitch(CodeBlock block, CodeBlockStyle style) =>
        (style & CodeBlockStyle.HighThroughput) != 0 ? HighThroughputDecoder.Pitch(block.Width) : block.Width;

    private static void Place(CodeBlock block, int[] coefficients, int blockPitch, int[] plane, int pitch, bool isReversible, float step)
    {
        for (int y = 0; y < block.Height; y++)
        {
            ReadOnlySpan<int> from = coefficients.AsSpan(y * blockPitch, block.Width);
            Span<int> to = plane.AsSpan((block.Y + y) * pitch + block.X, block.Width);
            if (isReversible)
            {
                // Towards zero, as a magnitude's lower bits are cut.
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
            else
            {
                Span<float> real = MemoryMarshal.Cast<int, float>(to);
                int x = 0;
                for (; x + Vector<int>.Count <= from.Length; x += Vector<int>.Count)
                {
                    (Vector.ConvertToSingle(new Vector<int>(from[x..])) * step).CopyTo(real[x..]);
                }

                for (; x < from.Length; x++)
                {
                    real[x] = from[x] * step;
                }
            }
        }
    }
}
