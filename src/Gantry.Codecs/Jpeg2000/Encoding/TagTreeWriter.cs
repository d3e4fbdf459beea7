namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>The writing side of <see cref="TagTree"/>.</summary>
internal sealed class TagTreeWriter
{
    private readonly List<(int Width, int Start)> levels = [];
    private int[] value = [];
    private int[] lower = [];
    private bool[] isKnown = [];

    /// <summary>Begins a tree of so many leaves.</summary>
    /// <returns>The leaves, row by row, to be set before <see cref="Close"/>.</returns>
    public Span<int> Open(int width, int height)
    {
        int leaves = width * height, total = 0;
        levels.Clear();
        while (true)
        {
            levels.Add((width, total));
            total += width * height;
            if (width <= 1 && height <= 1)
            {
                break;
            }

            width = (width + 1) / 2;
            height = (height + 1) / 2;
        }

        if (value.Length < total)
        {
            (value, lower, isKnown) = (new int[total], new int[total], new bool[total]);
        }

        Array.Clear(lower, 0, total);
        Array.Clear(isKnown, 0, total);
        value.AsSpan(leaves, total - leaves).Fill(int.MaxValue);
        return value.AsSpan(0, leaves);
    }

    /// <summary>Makes the nodes above the leaves.</summary>
    public void Close()
    {
        for (int level = 1; level < levels.Count; level++)
        {
            (int below, int start) = levels[level - 1];
            (int width, int first) = levels[level];
            for (int i = start; i < first; i++)
            {
                int parent = first + (((i - start) / below / 2) * width) + ((i - start) % below / 2);
                value[parent] = Math.Min(value[parent], value[i]);
            }
        }
    }

    /// <summary>Writes as much as tells whether the leaf's value is below <paramref name="threshold"/>.</summary>
    public void Write(ref PacketBitWriter writer, int x, int y, int threshold)
    {
        int low = 0;
        for (int level = levels.Count - 1; level >= 0; level--)
        {
            int node = levels[level].Start + (y >> level) * levels[level].Width + (x >> level);
            low = Math.Max(low, lower[node]);
            while (low < threshold)
            {
                if (low >= value[node])
                {
                    if (!isKnown[node])
                    {
                        writer.Write(1);
                        isKnown[node] = true;
                    }

                    break;
                }

                writer.Write(0);
                low++;
            }

            lower[node] = low;
        }
    }
}
