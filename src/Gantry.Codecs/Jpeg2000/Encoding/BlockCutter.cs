using System.Numerics;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Quantises a tile-component's code-blocks and encodes each.</summary>
/// <param name="isCut">Passes may be left out later.</param>
/// <param name="importance">Squared error in the picture for one in the component.</param>
internal readonly struct BlockCutter(ComponentLayout component, int[] plane, bool isHighThroughput, bool isCut, double importance, Jpeg2000Scratch scratch, ByteBuffer bytes)
{
    public void Cut()
    {
        foreach (ResolutionLayout resolution in component.Resolutions)
        {
            foreach (Precinct precinct in resolution.Precincts)
            {
                for (int b = 0; b < resolution.Bands.Length; b++)
                {
                    BandLayout band = resolution.Bands[b];
                    (int exponent, int mantissa) = component.Quantisation.Step(band.Index);
                    int planes = component.Quantisation.GuardBits + exponent - 1;
                    // Twice that of the decoder, whose coefficients have one fractional bit.
                    float step = component.Style.IsReversible ? 1 : 2 * BlockPlacement.StepSize(component, band, exponent, mantissa);
                    double norm = WaveletNorms.Of(component.Style.Levels, band.Index, component.Style.IsReversible) * step;
                    foreach (CodeBlock block in precinct.Bands[b].Blocks)
                    {
                        if (!component.Style.IsReversible)
                        {
                            Quantise(block, step);
                        }

                        Encode(block, band.Kind, planes, norm * norm * importance);
                    }
                }
            }
        }
    }

    private void Encode(CodeBlock block, Subband band, int planes, double weight)
    {
        List<CodingPass> passes = scratch.Passes;
        int start = bytes.Length, first = passes.Count;
        int pitch = component.Extent.Width;
        ReadOnlySpan<int> coefficients = plane.AsSpan(block.Y * pitch + block.X);
        int used;
        if (isHighThroughput)
        {
            used = scratch.HighThroughputEncoder.Encode(coefficients, pitch, block.Width, block.Height, bytes) ? 1 : 0;
        }
        else
        {
            used = scratch.BlockEncoder.Encode(coefficients, pitch, block.Width, block.Height, band, isCut ? passes : null);
            bytes.Add(used > 0 ? scratch.BlockEncoder.Written : []);
        }

        EncodedBlock encoded = block.Encoded;
        (encoded.Start, encoded.EmptyPlanes, encoded.FirstPass, encoded.PassCount, encoded.Weight) = (start, planes - used, first, passes.Count - first, weight);
        // A clean-up pass of the highest plane, and three passes of each below it.
        (encoded.SentPasses, encoded.SentLength) = (Math.Max(0, (3 * used) - 2), bytes.Length - start);
        scratch.Blocks.Add(encoded);
    }

    /// <summary>In place, towards zero (E-4).</summary>
    private void Quantise(CodeBlock block, float step)
    {
        for (int y = 0; y < block.Height; y++)
        {
            Quantise(plane.AsSpan((block.Y + y) * component.Extent.Width + block.X, block.Width), 1 / step);
        }
    }

    /// <param name="row">Floats that become integers.</param>
    internal static void Quantise(Span<int> row, float inverse)
    {
        Span<float> real = MemoryMarshal.Cast<int, float>(row);
        int x = 0;
        for (; x + Vector<int>.Count <= row.Length; x += Vector<int>.Count)
        {
            Vector.ConvertToInt32(new Vector<float>(real[x..]) * inverse).CopyTo(row[x..]);
        }

        for (; x < row.Length; x++)
        {
            row[x] = (int)(real[x] * inverse);
        }
    }
}
