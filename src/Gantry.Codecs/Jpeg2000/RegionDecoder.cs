using System.Buffers;
using System.Runtime.InteropServices;

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
    /// <param name="plane">Rented; holds the window row by row.</param>
    /// <param name="window">What is there.</param>
    public static CodecError? Decode(ReadOnlySpan<byte> stream, ComponentLayout component, int discard, Extent wanted, out int[] plane, out Extent window)
    {
        int last = Math.Max(0, component.Style.Levels - discard);
        if (wanted.IsEmpty)
        {
            plane = ArrayPool<int>.Shared.Rent(1);
            window = default;
            return null;
        }

        Span<Extent> windows = stackalloc Extent[last + 1];
        for (int r = last; r >= 0; r--)
        {
            windows[r] = wanted.Grow(Reach).Intersect(component.Resolutions[r].Extent);
            wanted = windows[r].Reduce(1);
        }

        int area = 1 << (component.Style.BlockWidthLog + component.Style.BlockHeightLog);
        uint[] flags = ArrayPool<uint>.Shared.Rent(TileDecoder.FlagCount(component.Style));
        int[] coefficients = ArrayPool<int>.Shared.Rent(area);
        plane = [];
        window = default;
        CodecError? error = null;
        for (int r = 0; r <= last && error is null; r++)
        {
            int[] lower = plane;
            Extent before = window;
            window = windows[r];
            plane = ArrayPool<int>.Shared.Rent(Math.Max(1, window.Width * window.Height));
            plane.AsSpan(0, window.Width * window.Height).Clear();
            if (r > 0)
            {
                Take(lower, before, window.Reduce(1), plane, window.Width);
                ArrayPool<int>.Shared.Return(lower);
            }

            error = DecodeResolution(stream, component, r, window, plane, flags, coefficients);
            if (error is null && r > 0)
            {
                Undo(component, plane, window);
            }
        }

        ArrayPool<uint>.Shared.Return(flags);
        ArrayPool<int>.Shared.Return(coefficients);
        return error;
    }

    /// <summary>The lower resolution's part, into the corner of a plane.</summary>
    private static void Take(ReadOnlySpan<int> lower, Extent window, Extent part, Span<int> plane, int pitch)
    {
        for (int y = part.Y0; y < part.Y1; y++)
        {
            lower.Slice((y - window.Y0) * window.Width + part.X0 - window.X0, part.Width).CopyTo(plane[((y - part.Y0) * pitch)..]);
        }
    }

    private static void Undo(ComponentLayout component, int[] plane, Extent window)
    {
        if (component.Style.IsReversible)
        {
            InverseWavelet.Reversible(plane, window.Width, window);
        }
        else
        {
            InverseWavelet.Irreversible(MemoryMarshal.Cast<int, float>(plane.AsSpan()), window.Width, window);
        }
    }

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
            float step = TileDecoder.StepSize(component, band, exponent, mantissa);
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

                    if (TileDecoder.DecodeBlock(stream, block, flags, coefficients, band.Kind, component, planes) is { } error)
                    {
                        return error;
                    }

                    int blockPitch = TileDecoder.BlockPitch(block, component.Style.BlockStyle);
                    TileDecoder.Place(
                        coefficients.AsSpan((part.Y0 - y0) * blockPitch + part.X0 - x0), blockPitch,
                        plane.AsSpan((top + part.Y0 - needed.Y0) * window.Width + left + part.X0 - needed.X0), window.Width,
                        part.Width, part.Height, component.Style.IsReversible, step);
                }
            }
        }

        return null;
    }
}
