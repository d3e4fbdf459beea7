namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>The leaves of a tree that asks for one property only, by its value: what fast encoders write.</summary>
internal static class LeafTable
{
    private const int Gradient = 9, Weights = 15, Reach = 512;

    /// <summary>Makes the table; empty where the tree asks for more, or for another property, or cuts outside of the table.</summary>
    /// <param name="nodes">The tree, the root first.</param>
    /// <param name="used">Which properties it asks for, a bit for each.</param>
    /// <param name="isByGradient">Property 9; otherwise 15.</param>
    public static ReadOnlySpan<ushort> Make(ReadOnlySpan<ModularNode> nodes, int used, out bool isByGradient)
    {
        int asked = used & ((1 << 17) - 1);
        isByGradient = asked == 1 << Gradient;
        if ((!isByGradient && asked != 1 << Weights) || nodes.Length > ushort.MaxValue)
        {
            return default;
        }

        foreach (ModularNode node in nodes)
        {
            if (node.Property >= 0 && (node.Value is < -Reach or >= Reach - 1))
            {
                return default;
            }
        }

        ushort[] leaves = new ushort[2 * Reach];
        for (int value = -Reach; value < Reach; value++)
        {
            int at = 0;
            while (nodes[at].Property >= 0)
            {
                at = value > nodes[at].Value ? nodes[at].Next : nodes[at].Next + 1;
            }

            leaves[value + Reach] = (ushort)at;
        }

        return leaves;
    }

    /// <summary>The place of a value in the table.</summary>
    public static int Index(int value) => Math.Clamp(value, -Reach, Reach - 1) + Reach;
}
