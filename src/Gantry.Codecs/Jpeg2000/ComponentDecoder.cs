using System.Buffers;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>Decodes a whole tile-component: its code-blocks, and the wavelets but for the last level, which is undone as its rows are asked for.</summary>
internal static class ComponentDecoder
{
    /// <param name="rows">Gets the component, also where it is found wanting: to be closed in any case.</param>
    public static CodecError? Decode(ReadOnlySpan<byte> stream, ComponentLayout component, int discard, InverseLevel level, ComponentRows rows)
    {
        int last = Math.Max(0, component.Style.Levels - discard);
        Extent extent = component.Resolutions[last].Extent;
        if (extent.IsEmpty)
        {
            return null;
        }

        int[] plane = ArrayPool<int>.Shared.Rent(extent.Width * extent.Height);
        rows.Open(plane, extent);
        CodecError? error = DecodeBlocks(stream, component, last, plane, extent.Width);
        if (error is not null || last == 0)
        {
            return error;
        }

        bool isReversible = component.Style.IsReversible;
        int[] lower = plane;
        int lowerPitch = extent.Width;
        for (int r = 1; r < last; r++)
        {
            Extent own = component.Resolutions[r].Extent;
            if (own.IsEmpty)
            {
                continue;
            }

            int[] to = ArrayPool<int>.Shared.Rent(own.Width * own.Height);
            level.Run(isReversible, own, lower, 0, lowerPitch, plane, extent.Width, to);
            if (!ReferenceEquals(lower, plane))
            {
                ArrayPool<int>.Shared.Return(lower);
            }

            (lower, lowerPitch) = (to, own.Width);
        }

        rows.Open(plane, extent, isReversible, lower, lowerPitch);
        return null;
    }

    /// <summary>Puts the coefficients of all resolutions where <see cref="TileLayout"/> says.</summary>
    private static CodecError? DecodeBlocks(ReadOnlySpan<byte> stream, ComponentLayout component, int last, int[] plane, int pitch)
    {
        bool isReversible = component.Style.IsReversible;
        uint[] flags = ArrayPool<uint>.Shared.Rent(BlockPlacement.FlagCount(component.Style));
        int[] coefficients = ArrayPool<int>.Shared.Rent(1 << (component.Style.BlockWidthLog + component.Style.BlockHeightLog));
        CodecError? error = null;
        for (int r = 0; r <= last && error is null; r++)
        {
            ResolutionLayout resolution = component.Resolutions[r];
            foreach (Precinct precinct in resolution.Precincts)
            {
                for (int b = 0; b < precinct.Bands.Length && error is null; b++)
                {
                    BandLayout band = resolution.Bands[b];
                    (int exponent, int mantissa) = component.Quantisation.Step(band.Index);
                    int planes = component.Quantisation.GuardBits + exponent - 1;
                    float step = BlockPlacement.StepSize(component, band, exponent, mantissa);
                    foreach (CodeBlock block in precinct.Bands[b].Blocks)
                    {
                        Span<int> to = plane.AsSpan(block.Y * pitch + block.X);
                        if (block.Passes == 0)
                        {
                            BlockPlacement.Clear(to, pitch, block.Width, block.Height);
                            continue;
                        }

                        error = BlockPlacement.Decode(stream, block, flags, coefficients, band.Kind, component, planes);
                        if (error is not null)
                        {
                            break;
                        }

                        BlockPlacement.Place(coefficients, BlockPlacement.Pitch(block, component.Style.BlockStyle), to, pitch, block.Width, block.Height, isReversible, step);
                    }
                }
            }
        }

        ArrayPool<uint>.Shared.Return(flags);
        ArrayPool<int>.Shared.Return(coefficients);
        return error;
    }
}
