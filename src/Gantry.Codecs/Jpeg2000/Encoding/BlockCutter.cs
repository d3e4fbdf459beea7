using System.Buffers;
using System.Runtime.InteropServices;
using Gantry.Codecs.Jpeg2000.HighThroughput;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Quantises a tile-component's code-blocks and encodes each.</summary>
internal sealed class BlockCutter(
    ComponentLayout component, int[] plane, bool isHighThroughput, double importance, Dictionary<CodeBlock, EncodedBlock> blocks, List<CodingPass> passes, ByteBuffer bytes)
{
    private readonly CodeBlockEncoder encoder = new();
    private readonly CleanUpEncoder highThroughput = new();

    public void Cut()
    {
        int[] coefficients = ArrayPool<int>.Shared.Rent(1 << (component.Style.BlockWidthLog + component.Style.BlockHeightLog));
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
                    float step = component.Style.IsReversible ? 1 : 2 * TileDecoder.StepSize(component, band, exponent, mantissa);
                    double norm = WaveletNorms.Of(component.Style.Levels, band.Index, component.Style.IsReversible) * step;
                    foreach (CodeBlock block in precinct.Bands[b].Blocks)
                    {
                        Quantise(block, coefficients, step);
                        blocks[block] = Encode(block, coefficients, band.Kind, planes, norm * norm * importance);
                    }
                }
            }
        }

        ArrayPool<int>.Shared.Return(coefficients);
    }

    private EncodedBlock Encode(CodeBlock block, int[] coefficients, Subband band, int planes, double weight)
    {
        int start = bytes.Length, first = passes.Count;
        int used;
        if (isHighThroughput)
        {
            used = highThroughput.Encode(coefficients, block.Width, block.Height, bytes) ? 1 : 0;
            if (used == 1)
            {
                passes.Add(new CodingPass(bytes.Length - start, 0));
            }
        }
        else
        {
            used = encoder.Encode(coefficients, block.Width, block.Height, band, passes);
            bytes.Add(used > 0 ? encoder.Written : []);
        }

        return new EncodedBlock { Start = start, EmptyPlanes = planes - used, FirstPass = first, PassCount = passes.Count - first, Weight = weight };
    }

    private void Quantise(CodeBlock block, int[] coefficients, float step)
    {
        ReadOnlySpan<float> real = MemoryMarshal.Cast<int, float>(plane.AsSpan());
        float inverse = 1 / step;
        for (int y = 0; y < block.Height; y++)
        {
            int at = (block.Y + y) * component.Extent.Width + block.X;
            Span<int> row = coefficients.AsSpan(y * block.Width, block.Width);
            if (component.Style.IsReversible)
            {
                plane.AsSpan(at, block.Width).CopyTo(row);
            }
            else
            {
                for (int x = 0; x < row.Length; x++)
                {
                    // Towards zero (E-4).
                    row[x] = (int)(real[at + x] * inverse);
                }
            }
        }
    }
}
