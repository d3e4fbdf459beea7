using Gantry.Codecs.JpegXl.Entropy;

namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>The decisions by which each sample finds its context and predictor (18181-1 H.4.2), and the distributions of the contexts.</summary>
internal sealed class ModularTree : IDisposable
{
    /// <summary>What no picture's tree may pass (18181-1 Annex M), so that a sample's cost is bounded.</summary>
    private const int MaxDepth = 2048;

    private readonly ModularNode[] nodes;

    private ModularTree(ModularNode[] nodes, EntropyCode code)
    {
        this.nodes = nodes;
        Code = code;
    }

    public EntropyCode Code { get; }

    /// <summary>Reads a tree; null when it is malformed, as the reader then tells.</summary>
    public static ModularTree? Read(ref JxlBitReader reader, int maxNodes)
    {
        using EntropyCode? treeCode = EntropyCode.Read(ref reader, 6);
        if (treeCode is null || ReadNodes(ref reader, treeCode, maxNodes) is not { } nodes)
        {
            return null;
        }

        return EntropyCode.Read(ref reader, (nodes.Length + 1) / 2) is { } code ? new ModularTree(nodes, code) : null;
    }

    public void Dispose() => Code.Dispose();

    /// <summary>The tree as one channel of one stream sees it: decisions on those are taken, contexts are clusters.</summary>
    /// <param name="channel">Property 0.</param>
    /// <param name="stream">Property 1.</param>
    /// <param name="filtered">Emptied and filled; the root comes first.</param>
    /// <returns>A bit for each property below 16 that is asked for, bit 16 for those of other channels, and bit 17 where the weighted predictor is used.</returns>
    public int Filter(int channel, int stream, List<ModularNode> filtered)
    {
        filtered.Clear();
        int used = 0;
        Queue<int> pending = new();
        pending.Enqueue(0);
        while (pending.TryDequeue(out int at))
        {
            ModularNode node = nodes[at];
            while (node.Property is 0 or 1)
            {
                node = nodes[(node.Property == 0 ? channel : stream) > node.Value ? node.Next : node.Next + 1];
            }

            if (node.Property < 0)
            {
                node.Next = Code.Contexts[node.Next];
                used |= node.Predictor == 6 ? 1 << 17 : 0;
            }
            else
            {
                used |= 1 << Math.Min(node.Property, 16);
                pending.Enqueue(node.Next);
                pending.Enqueue(node.Next + 1);
                node.Next = filtered.Count + pending.Count - 1;
            }

            filtered.Add(node);
        }

        return used;
    }

    private static ModularNode[]? ReadNodes(ref JxlBitReader reader, EntropyCode code, int maxNodes)
    {
        EntropyReader symbols = new(code, ref reader);
        List<ModularNode> nodes = [];
        List<int> depths = [1];
        int contexts = 0;
        for (int left = 1; left > 0; left--)
        {
            if (nodes.Count >= maxNodes || depths[nodes.Count] > MaxDepth || reader.IsFailed)
            {
                reader.Fail("A tree with more nodes or levels than its picture allows.");
                return null;
            }

            uint property = symbols.Read(ref reader, 1);
            if (property == 0)
            {
                if (!ReadLeaf(ref reader, ref symbols, contexts++, out ModularNode leaf))
                {
                    return null;
                }

                nodes.Add(leaf);
                continue;
            }

            if (property > 256)
            {
                reader.Fail("A tree asks for a property that does not exist.");
                return null;
            }

            int split = JxlBitReader.Signed(symbols.Read(ref reader, 0));
            nodes.Add(new ModularNode { Property = (int)property - 1, Value = split, Next = nodes.Count + left });
            depths.Add(depths[nodes.Count - 1] + 1);
            depths.Add(depths[nodes.Count - 1] + 1);
            left += 2;
        }

        if (!symbols.End())
        {
            reader.Fail("A tree does not end where it should.");
            return null;
        }

        return [.. nodes];
    }

    private static bool ReadLeaf(ref JxlBitReader reader, ref EntropyReader symbols, int context, out ModularNode leaf)
    {
        uint predictor = symbols.Read(ref reader, 2);
        int offset = JxlBitReader.Signed(symbols.Read(ref reader, 3));
        uint log = symbols.Read(ref reader, 4);
        uint bits = symbols.Read(ref reader, 5);
        leaf = new ModularNode { Property = -1, Value = offset, Next = context, Predictor = (int)predictor };
        if (predictor > 13 || log > 30 || (bits + 1UL) << (int)log > int.MaxValue)
        {
            return reader.Fail("A leaf of a tree with a predictor or multiplier out of range.");
        }

        leaf.Multiplier = (int)((bits + 1) << (int)log);
        return true;
    }
}
