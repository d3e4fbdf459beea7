using System.Buffers;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>
/// Decodes a part of a tile-component. Of each resolution a window is made, larger than what is wanted of it by as much as the filters reach; a window is transformed as
/// if it were a whole resolution, which is wrong only at its edges, and what is wanted lies within.
/// </summary>
internal static class RegionDecoder
{
    /// <summary>Samples that the 9/7 filters reach to either side are four, those of the 5/3 two.</summary>
    private const int Reach = 4;

    /// <param name="wanted">Not the whole resolution; may be empty.</param>
    /// <param name="rows">Gets a window that holds it; to be closed in any case.</param>
    public static CodecError? Decode(ReadOnlySpan<byte> stream, ComponentLayout component, int discard, Extent wanted, InverseLevel level, ComponentRows rows)
    {
        if (wanted.IsEmpty)
        {
            return null;
        }

        int last = Math.Max(0, component.Style.Levels - discard);
        Span<Extent> windows = stackalloc Extent[last + 1];
        for (int r = last; r >= 0; r--)
        {
            windows[r] = wanted.Grow(Reach).Intersect(component.Resolutions[r].Extent);
            wanted = windows[r].Reduce(1);
        }

        uint[] flags = ArrayPool<uint>.Shared.Rent(BlockPlacement.FlagCount(component.Style));
        int[] coefficients = ArrayPool<int>.Shared.Rent(1 << (component.Style.BlockWidthLog + component.Style.BlockHeightLog));
        int[] lower = [];
        CodecError? error = null;
        for (int r = 0; r <= last && error is null; r++)
        {
            Extent window = windows[r];
            int[] plane = Plane(window);
            plane.AsSpan(0, window.IsEmpty ? 0 : window.Width * window.Height).Clear();
            error = DecodeResolution(stream, component, r, window, plane, flags, coefficients);
            if (error is null && r > 0 && !window.IsEmpty)
            {
                // Of the lower resolution's window, the part that this one is made of.
                Extent part = window.Reduce(1), before = windows[r - 1];
                int[] bands = plane;
                plane = Plane(window);
                level.Run(component.Style.IsReversible, window, lower, part.IsEmpty ? 0 : (part.Y0 - before.Y0) * before.Width + part.X0 - before.X0, before.Width, bands, window.Width, plane);
                ArrayPool<int>.Shared.Return(bands);
            }

            if (r > 0)
            {
                ArrayPool<int>.Shared.Return(lower);
            }

            lower = plane;
        }

        ArrayPool<uint>.Shared.Return(flags);
        ArrayPool<int>.Shared.Return(coefficients);
        rows.Open(lower, windows[last]);
        return error;
    }

    private static int[] Plane(Extent window) => ArrayPool<int>.Shared.Rent(window.IsEmpty ? 1 : window.Width * window.Height);

    private static CodecError? DecodeResolution(
        ReadOnlySpan<byte> stream, ComponentLayout component, int r, Extent window, int[] plane, uint[] flags, int[] coefficients)
    {
        ResolutionLayout resolution = component.Resolutions[r];
        Extent low = window.Reduce(1);
        for (int b = 0; b < resolution.Bands.Length; b++)
        {
            BandLayout band = resolution.Bands[b];
            bool isHighX = band.Kind is Subband.HL or Subband.HH, isHighY = band.Kind is Subband.LH or Subband.HH;
            // High samples lie at odd places (B-15).
            Extent needed = r == 0 ? window : new Extent(
                isHighX ? window.X0 >> 1 : low.X0, isHighY ? window.Y0 >> 1 : low.Y0, isHighX ? window.X1 >> 1 : low.X1, isHighY ? window.Y1 >> 1 : low.Y1);
            int left = isHighX ? low.Width : 0, top = isHighY ? low.Height : 0;
            (int exponent, int mantissa) = component.Quantisation.Step(band.Index);
            int planes = component.Quantisation.GuardBits + exponent - 1;
            float step = BlockPlacement.StepSize(component, band, exponent, mantissa);
            foreach (Precinct precinct in resolution.Precincts)
            {
                foreach (CodeBlock block in precinct.Bands[b].Blocks)
                {
                    int x0 = block.X - band.PlaneX + band.Extent.X0, y0 = block.Y - band.PlaneY + band.Extent.Y0;
                    Extent part = needed.Intersect(new Extent(x0, y0, x0 + block.Width, y0 + block.Height));
                    if (block.Passes == 0 || part.IsEmpty)
                    {
                        continue;
                    }

                    if (BlockPlacement.Decode(stream, block, flags, coefficients, band.Kind, component, planes) is { } error)
                    {
                        return error;
                    }

                    int blockPitch = BlockPlacement.Pitch(block, component.Style.BlockStyle);
                    BlockPlacement.Place(
                        coefficients.AsSpan((part.Y0 - y0) * blockPitch + part.X0 - x0), blockPitch,
                        plane.AsSpan((top + part.Y0 - needed.Y0) * window.Width + left + part.X0 - needed.X0), window.Width,
                        part.Width, part.Height, component.Style.IsReversible, step);
                }
            }
        }

        return null;
    }
}
