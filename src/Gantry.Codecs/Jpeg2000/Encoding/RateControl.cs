namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Chooses how many passes of each code-block are sent: those whose gain for a byte is best, up to a budget (ITU-T T.800 J.14).</summary>
internal static class RateControl
{
    /// <summary>Bytes that a sent block takes of its packet's header, about.</summary>
    private const int HeaderBytes = 3;

    /// <param name="blocks">With all their passes chosen.</param>
    public static void Choose(List<EncodedBlock> blocks, ReadOnlySpan<CodingPass> passes, double budget)
    {
        if (Total(blocks) <= budget)
        {
            return;
        }

        double low = 1e-12, high = 1e18;
        for (int i = 0; i < 60; i++)
        {
            double slope = Math.Sqrt(low * high);
            Send(blocks, passes, slope);
            if (Total(blocks) > budget)
            {
                low = slope;
            }
            else
            {
                high = slope;
            }
        }

        Send(blocks, passes, high);
    }

    private static long Total(List<EncodedBlock> blocks)
    {
        long total = 0;
        foreach (EncodedBlock block in blocks)
        {
            total += block.SentLength + (block.SentPasses > 0 ? HeaderBytes : 0);
        }

        return total;
    }

    /// <summary>Each block up to where the gain less what its bytes cost is greatest.</summary>
    private static void Send(List<EncodedBlock> blocks, ReadOnlySpan<CodingPass> passes, double slope)
    {
        foreach (EncodedBlock block in blocks)
        {
            ReadOnlySpan<CodingPass> own = passes.Slice(block.FirstPass, block.PassCount);
            double best = 0;
            int sent = 0;
            for (int i = 0; i < own.Length; i++)
            {
                double worth = own[i].Gain * block.Weight - slope * own[i].Length;
                if (worth > best)
                {
                    best = worth;
                    sent = i + 1;
                }
            }

            block.SentPasses = sent;
            block.SentLength = sent == 0 ? 0 : own[sent - 1].Length;
        }
    }
}
