using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Encodes the coding passes of one code-block into a single segment (ITU-T T.800 D).</summary>
internal sealed class CodeBlockEncoder
{
    private readonly MqEncoder mq = new();
    private readonly BlockPlanes block = new();
    private readonly uint[] flags = new uint[BlockPlanes.Count];
    private readonly byte[] decisions = new byte[CodingPasses.MostDecisions];

    /// <summary>The last block's bytes.</summary>
    public ReadOnlySpan<byte> Written => mq.Written;

    /// <summary>Encodes every bit plane.</summary>
    /// <param name="coefficients">Quantised, from the block's first on.</param>
    /// <param name="pitch">From one row of them to the next.</param>
    /// <param name="passes">Gets one entry for each pass, with what it gains; null when none will be left out.</param>
    /// <returns>Magnitude bit planes of the block; with none there is nothing to send.</returns>
    public int Encode(ReadOnlySpan<int> coefficients, int pitch, int width, int height, Subband band, List<CodingPass>? passes)
    {
        int planes = block.Load(coefficients, pitch, width, height);
        if (planes == 0)
        {
            return 0;
        }

        Array.Clear(flags);
        mq.Start();
        ref uint flag = ref flags[BlockPlanes.Start(0)];
        ref uint word = ref block.Words[BlockPlanes.Start(0)];
        ref byte zero = ref MemoryMarshal.GetArrayDataReference(ColumnFlags.Zero(band));
        ref byte decision = ref MemoryMarshal.GetArrayDataReference(decisions);
        int first = passes?.Count ?? 0;
        double gain = 0;
        for (int plane = planes - 1; plane >= 0; plane--)
        {
            block.Select(plane);
            double found = 0;
            if (plane < planes - 1)
            {
                mq.Encode(decisions.AsSpan(0, CodingPasses.Significance(ref flag, ref word, ref zero, ref decision, width, height)));
                if (passes is not null)
                {
                    found = PassGains.Significance(block, flags, width, height, plane);
                    gain += found;
                    passes.Add(new CodingPass(mq.Needed, gain));
                }

                mq.Encode(decisions.AsSpan(0, CodingPasses.Refinement(ref flag, ref word, ref decision, width, height)));
                if (passes is not null)
                {
                    gain += PassGains.Refinement(block, height, plane);
                    passes.Add(new CodingPass(mq.Needed, gain));
                }
            }

            mq.Encode(decisions.AsSpan(0, CodingPasses.CleanUp(ref flag, ref word, ref zero, ref decision, width, height)));
            if (passes is not null)
            {
                gain += PassGains.AllSignificance(block, height, plane) - found;
                passes.Add(new CodingPass(mq.Needed, gain));
            }
        }

        mq.Flush();
        Bound(passes, first, mq.Written.Length);
        return planes;
    }

    /// <summary>The last pass needs all bytes, and none needs more.</summary>
    private static void Bound(List<CodingPass>? passes, int first, int length)
    {
        for (int i = first; i < passes?.Count; i++)
        {
            passes[i] = passes[i] with { Length = i == passes.Count - 1 ? length : Math.Min(passes[i].Length, length) };
        }
    }
}
