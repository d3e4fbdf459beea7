namespace Gantry.Codecs.Jpeg2000;

/// <summary>A tag tree (ITU-T T.800 B.10.2): the least value of each quarter of leaves, told gradually.</summary>
internal sealed class TagTree
{
    private readonly List<(int Width, int Height, int Start)> levels = [];
    private readonly int[] lower;
    private readonly int[] value;

    public TagTree(int width, int height)
    {
        int start = 0;
        while (true)
        {
            levels.Add((width, height, start));
            start += width * height;
            if (width <= 1 && height <= 1)
            {
                break;
            }

            width = (width + 1) / 2;
            height = (height + 1) / 2;
        }

        lower = new int[start];
        value = new int[start];
        Restart();
    }

    /// <summary>Nothing is known.</summary>
    public void Restart()
    {
        Array.Clear(lower);
        Array.Fill(value, int.MaxValue);
    }

    /// <summary>Reads as much as tells whether the leaf's value is below <paramref name="threshold"/>.</summary>
    public bool IsBelow(ref PacketBitReader reader, int x, int y, int threshold)
    {
        int low = 0;
        for (int level = levels.Count - 1; level >= 0; level--)
        {
            (int width, _, int start) = levels[level];
            int node = start + (y >> level) * width + (x >> level);
            low = Math.Max(low, lower[node]);
            while (low < threshold && low < value[node])
            {
                if (reader.ReadBit() == 1)
                {
                    value[node] = low;
                }
                else
                {
                    low++;
                    if (reader.IsExhausted)
                    {
                        return false;
                    }
                }
            }

            lower[node] = low;
        }

        return value[levels[0].Start + y * levels[0].Width + x] < threshold;
    }

    /// <summary>Reads the leaf's value whole, at most <paramref name="limit"/>.</summary>
    public int Read(ref PacketBitReader reader, int x, int y, int limit)
    {
        for (int threshold = 1; threshold <= limit; threshold++)
        {
            if (IsBelow(ref reader, x, y, threshold))
            {
                return threshold - 1;
            }
        }

        return limit;
    }
}
