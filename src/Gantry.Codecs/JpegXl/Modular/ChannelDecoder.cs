using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gantry.Codecs.JpegXl.Entropy;

namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>Decodes the channels of one stream in order (18181-1 H.3).</summary>
internal struct ChannelDecoder
{
    private readonly ModularTree tree;
    private readonly List<ModularChannel> channels;
    private readonly WeightedParameters weights;
    private readonly JxlMemory memory;
    private readonly int stream;
    private readonly List<ModularNode> filtered = [];
    private EntropyReader symbols;

    public ChannelDecoder(ref JxlBitReader reader, ModularTree tree, List<ModularChannel> channels, in WeightedParameters weights, int stream, int widest, JxlMemory memory)
    {
        this.tree = tree;
        this.channels = channels;
        this.weights = weights;
        this.stream = stream;
        this.memory = memory;
        symbols = new EntropyReader(tree.Code, ref reader, widest);
    }

    /// <inheritdoc cref="EntropyReader.End"/>
    public bool End() => symbols.End();

    /// <summary>Decodes an allocated channel.</summary>
    public bool Decode(ref JxlBitReader reader, int index)
    {
        ModularChannel channel = channels[index];
        int used = tree.Filter(index, stream, filtered);
        ReadOnlySpan<ModularNode> nodes = CollectionsMarshal.AsSpan(filtered);
        WeightedPredictor? weighted = (used & ((1 << 17) | (1 << 15))) != 0 ? memory.Predictor(weights, channel.Width) : null;
        References references = new(channels, index, nodes, used);
        ReadOnlySpan<ushort> leaves = LeafTable.Make(nodes, used, out bool isByGradient);
        for (int y = 0; y < channel.Height; y++)
        {
            Span<int> row = channel.Row(y);
            ReadOnlySpan<int> above = y > 0 ? channel.Row(y - 1) : default;
            ReadOnlySpan<int> twoAbove = y > 1 ? channel.Row(y - 2) : above;
            weighted?.StartRow(y);
            if (nodes.Length == 1 && weighted is null)
            {
                DecodeRow(ref reader, nodes[0], row, above, twoAbove);
            }
            else if (!leaves.IsEmpty && isByGradient && weighted is null)
            {
                DecodeRowByOne<Plain>(ref reader, nodes, leaves, null, row, above, twoAbove);
            }
            else if (!leaves.IsEmpty && !isByGradient)
            {
                DecodeRowByOne<WithWeights>(ref reader, nodes, leaves, weighted, row, above, twoAbove);
            }
            else if (weighted is null)
            {
                references.StartRow(y);
                DecodeRow<Plain>(ref reader, nodes, references, null, y, row, above, twoAbove);
            }
            else
            {
                references.StartRow(y);
                DecodeRow<WithWeights>(ref reader, nodes, references, weighted, y, row, above, twoAbove);
            }

            if (reader.IsFailed)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A row of a channel that has one leaf.</summary>
    private void DecodeRow(ref JxlBitReader reader, in ModularNode leaf, Span<int> row, ReadOnlySpan<int> above, ReadOnlySpan<int> twoAbove)
    {
        int cluster = leaf.Next, multiplier = leaf.Multiplier, offset = leaf.Value, predictor = leaf.Predictor;
        Neighbours near = new(row.Length, above, twoAbove);
        for (int x = 0; x < row.Length; x++)
        {
            near.Enter(x);
            int residual = (JxlBitReader.Signed(symbols.ReadIn(ref reader, cluster)) * multiplier) + offset;
            int value = residual + near.Predict(predictor, 0);
            row[x] = value;
            near.Leave(x, value);
        }
    }

    private void DecodeRow<TWeights>(
        ref JxlBitReader reader, ReadOnlySpan<ModularNode> nodes, References references, WeightedPredictor? weighted, int y, Span<int> row, ReadOnlySpan<int> above, ReadOnlySpan<int> twoAbove)
        where TWeights : struct
    {
        Span<int> properties = stackalloc int[16];
        properties[2] = y;
        Neighbours near = new(row.Length, above, twoAbove);
        ref ModularNode root = ref MemoryMarshal.GetReference(nodes);
        int gradient = 0;
        for (int x = 0; x < row.Length; x++)
        {
            near.Enter(x);
            properties[3] = x;
            properties[4] = Magnitude(near.North);
            properties[5] = Magnitude(near.West);
            properties[6] = near.North;
            properties[7] = near.West;
            properties[8] = near.West - gradient;
            gradient = near.West + near.North - near.NorthWest;
            properties[9] = gradient;
            properties[10] = near.West - near.NorthWest;
            properties[11] = near.NorthWest - near.North;
            properties[12] = near.North - near.NorthEast;
            properties[13] = near.North - near.NorthNorth;
            properties[14] = near.West - near.WestWest;
            int guess = 0;
            if (typeof(TWeights) == typeof(WithWeights))
            {
                guess = weighted!.Predict(x, near.North, near.West, near.NorthEast, near.NorthWest, near.NorthNorth, out properties[15]);
            }

            ref ModularNode node = ref root;
            while (node.Property >= 0)
            {
                int value = node.Property < 16 ? properties[node.Property] : references.Property(node.Property, x);
                node = ref Unsafe.Add(ref root, value > node.Value ? node.Next : node.Next + 1);
            }

            int residual = (JxlBitReader.Signed(symbols.ReadIn(ref reader, node.Next)) * node.Multiplier) + node.Value;
            int sample = residual + near.Predict(node.Predictor, guess);
            row[x] = sample;
            near.Leave(x, sample);
            if (typeof(TWeights) == typeof(WithWeights))
            {
                weighted!.Update(x, sample);
            }
        }
    }

    /// <summary>A row where one property leads to the leaf, by a table: the gradient, or with weights how far off they were.</summary>
    private void DecodeRowByOne<TWeights>(
        ref JxlBitReader reader, ReadOnlySpan<ModularNode> nodes, ReadOnlySpan<ushort> leaves, WeightedPredictor? weighted, Span<int> row, ReadOnlySpan<int> above, ReadOnlySpan<int> twoAbove)
        where TWeights : struct
    {
        Neighbours near = new(row.Length, above, twoAbove);
        for (int x = 0; x < row.Length; x++)
        {
            near.Enter(x);
            int guess = 0, property = near.West + near.North - near.NorthWest;
            if (typeof(TWeights) == typeof(WithWeights))
            {
                guess = weighted!.Predict(x, near.North, near.West, near.NorthEast, near.NorthWest, near.NorthNorth, out property);
            }

            ref readonly ModularNode leaf = ref nodes[leaves[LeafTable.Index(property)]];
            int residual = (JxlBitReader.Signed(symbols.ReadIn(ref reader, leaf.Next)) * leaf.Multiplier) + leaf.Value;
            int sample = residual + near.Predict(leaf.Predictor, guess);
            row[x] = sample;
            near.Leave(x, sample);
            if (typeof(TWeights) == typeof(WithWeights))
            {
                weighted!.Update(x, sample);
            }
        }
    }

    private static int Magnitude(int value) => (value ^ (value >> 31)) - (value >> 31);

    private readonly struct Plain;

    private readonly struct WithWeights;
}
