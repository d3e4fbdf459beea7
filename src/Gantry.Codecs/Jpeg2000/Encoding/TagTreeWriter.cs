namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>The writing side of <see cref="TagTree"/>.</summary>
internal sealed class TagTreeWriter
{
    private readonly List<(int Width, int Start)> levels = [];
    private readonly int[] value;
    private readonly int[] lower;
    private readonly bool[] isKnown;

    /// <param name="leaves">Row by row.</param>
    public TagTreeWriter(int width, int height, ReadOnlySpan<int> leaves)
    {
        var sizes = new List<(int Width, int Height)>();
        int total = 0;
        while (true)
        {
            levels.Add((width, total));
            sizes.Add((width, height));
            total += width * height;
            if (width <= 1 && height <= 1)
            {
                break;
            }

            width = (width + 1) / 2;
            height = (height + 1) / 2;
        }

        value = new int[total];
        lower = new int[total];
        isKnown = new bool[total];
        Array.Fill(value, int.MaxValue);
        leaves.CopyTo(value);
        for (int level = 1; level < levels.Count; level++)
        {
            (int below, int start) = levels[level - 1];
            for (int i = 0; i < sizes[level - 1].Width * sizes[level - 1].Height; i++)
            {
                int parent = levels[level].Start + (i / below / 2) * levels[level].Width + i % below / 2;
                value[parent] = Math.Min(value[parent], value[start + i]);
            }
        }
    }

    /// <summary>Writes as much as tells whether the leaf's value is below <paramref name="threshold"/>.</summary>
    public void Write(PacketBitWriter writer, int x, int y, int threshold)
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
