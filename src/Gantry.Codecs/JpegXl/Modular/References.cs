namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>Properties 16 and on: four for each earlier channel of the same shape, the nearest first (18181-1 H.4.1).</summary>
internal sealed class References
{
    private readonly List<ModularChannel> channels = [];
    private readonly int[] values;
    private readonly int width;

    public References(List<ModularChannel> all, int index, ReadOnlySpan<ModularNode> nodes, int used)
    {
        width = all[index].Width;
        if ((used & (1 << 16)) == 0)
        {
            values = [];
            return;
        }

        int wanted = 0;
        foreach (ModularNode node in nodes)
        {
            wanted = Math.Max(wanted, (node.Property - 12) / 4);
        }

        for (int i = index - 1; i >= 0 && channels.Count < wanted; i--)
        {
            if (all[i].Matches(all[index]))
            {
                channels.Add(all[i]);
            }
        }

        values = new int[channels.Count * width * 4];
    }

    public void StartRow(int y)
    {
        for (int c = 0; c < channels.Count; c++)
        {
            ReadOnlySpan<int> row = channels[c].Row(y);
            ReadOnlySpan<int> above = y > 0 ? channels[c].Row(y - 1) : default;
            Span<int> to = values.AsSpan(c * width * 4, width * 4);
            int west = 0;
            for (int x = 0; x < width; x++)
            {
                int value = row[x];
                int north = y > 0 ? above[x] : west;
                int northWest = x > 0 && y > 0 ? above[x - 1] : west;
                int error = value - Predictors.Clamped(west, north, northWest);
                to[4 * x] = Magnitude(value);
                to[(4 * x) + 1] = value;
                to[(4 * x) + 2] = Magnitude(error);
                to[(4 * x) + 3] = error;
                west = value;
            }
        }
    }

    /// <summary>A property of 16 or more; zero where there is no such channel.</summary>
    public int Property(int property, int x)
    {
        int channel = (property - 16) >> 2;
        return channel < channels.Count ? values[(((channel * width) + x) * 4) + (property & 3)] : 0;
    }

    private static int Magnitude(int value) => (value ^ (value >> 31)) - (value >> 31);
}
