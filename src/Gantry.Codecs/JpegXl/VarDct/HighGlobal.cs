using Gantry.Codecs.JpegXl.Entropy;
using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.Modular;

namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>Weights, and for each pass orders and distributions of coefficients (18181-1 I.2.4 to I.2.6).</summary>
internal sealed class HighGlobal : IDisposable
{
    private readonly (int[][] Orders, EntropyCode Code, byte[] Contexts)[] passes;

    private HighGlobal(QuantTables tables, int distributions, int passes)
    {
        Tables = tables;
        Distributions = distributions;
        this.passes = new (int[][], EntropyCode, byte[])[passes];
    }

    public QuantTables Tables { get; }

    /// <summary>Sets of distributions, of which each group uses one.</summary>
    public int Distributions { get; }

    /// <summary>Orders of coefficients; the code; clusters of its contexts, with some to spare.</summary>
    public (int[][] Orders, EntropyCode Code, byte[] Contexts) this[int pass] => passes[pass];

    public void Dispose()
    {
        foreach ((_, EntropyCode code, _) in passes)
        {
            code.Dispose();
        }
    }

    public static HighGlobal? Read(ref JxlBitReader reader, FrameHeader frame, BlockContexts contexts, ModularTree? tree, JxlMemory memory)
    {
        if (QuantTables.Read(ref reader, tree, 1 + (3 * frame.LowGroups), memory) is not { } tables)
        {
            return null;
        }

        int distributions = 1 + reader.ReadInt(JxlBitReader.CeilLog2((uint)frame.Groups));
        HighGlobal global = new(tables, distributions, frame.Passes.Count);
        for (int pass = 0; pass < frame.Passes.Count; pass++)
        {
            long all = (long)distributions * contexts.All;
            if (all > 1 << 22)
            {
                reader.Refuse($"{all} contexts of coefficients.");
                return null;
            }

            if (CoefficientOrder.Read(ref reader) is not { } orders || EntropyCode.Read(ref reader, (int)all) is not { } code)
            {
                return null;
            }

            byte[] clusters = new byte[all + BlockContexts.Slack];
            code.Contexts.AsSpan(0, (int)all).CopyTo(clusters);
            global.passes[pass] = (orders, code, clusters);
        }

        return reader.IsFailed ? null : global;
    }
}
