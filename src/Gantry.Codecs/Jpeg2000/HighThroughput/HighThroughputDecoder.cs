using System.Buffers;

namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>Decodes a high-throughput code-block (ITU-T T.814 | ISO/IEC 15444-15): a clean-up pass, and after it up to two passes for the bit plane below.</summary>
internal static class HighThroughputDecoder
{
    /// <summary>Columns of the output: the block's, made even.</summary>
    public static int Pitch(int width) => (width + 1) & ~1;

    /// <param name="block">Segments and pass counts.</param>
    /// <param name="output">Coefficients with one fractional bit, in rows of <see cref="Pitch"/> and an even number of them.</param>
    /// <param name="bitPlanes">Magnitude bit planes of the subband.</param>
    public static CodecError? Decode(CodeBlock block, ReadOnlySpan<byte> data, Span<int> output, CodeBlockStyle style, int bitPlanes)
    {
        int width = block.Width, height = block.Height, pitch = Pitch(width);
        int plane = bitPlanes - block.EmptyPlanes;
        int cleanUp = block.Segments[0].Length;
        if (cleanUp == 0 || bitPlanes is < 1 or > 30)
        {
            output[..(pitch * ((height + 1) & ~1))].Clear();
            return cleanUp == 0 || bitPlanes <= 0 ? null : CodecError.Unsupported(0, $"A code-block of {bitPlanes} bit planes.");
        }

        int refinement = block.Segments.Count > 1 ? block.Segments[1].Length : 0;
        int passes = refinement == 0 ? 1 : block.Segments[1].Passes + 1;
        if (plane < 1 || block.Segments.Count > 2)
        {
            return block.Segments.Count > 2
                ? CodecError.Unsupported(0, "A code-block of several high-throughput sets.")
                : CodecError.Malformed(0, "A high-throughput code-block has more empty bit planes than its subband has planes.");
        }

        uint[] quads = ArrayPool<uint>.Shared.Rent(CleanUpDecoder.QuadCount(width, height));
        try
        {
            if (!CleanUpDecoder.Decode(data[..cleanUp], quads, output, width, height, pitch, plane, Math.Min(block.EmptyPlanes + 2, 31)))
            {
                return CodecError.Malformed(0, "The clean-up segment of a high-throughput code-block contradicts itself.");
            }

            // A refinement below the last bit plane would have nothing to refine.
            if (passes > 1 && plane > 1)
            {
                byte[] flags = ArrayPool<byte>.Shared.Rent(RefinementDecoder.FlagCount(width, height));
                RefinementDecoder.Decode(
                    data.Slice(cleanUp, refinement), quads, flags, output, width, height, pitch, plane - 1, passes > 2, (style & CodeBlockStyle.VerticallyCausal) != 0);
                ArrayPool<byte>.Shared.Return(flags);
            }

            return null;
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(quads);
        }
    }
}
