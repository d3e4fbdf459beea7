namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>Channels as indices of colours, explicit or implicit, or of differences from a prediction (18181-1 H.6.3).</summary>
internal static class Palette
{
    public static bool Prepare(ref JxlBitReader reader, ModularStream stream, ModularTransform transform)
    {
        if (!ColourRotation.AreAlike(stream, transform.First, transform.Count))
        {
            return reader.Fail("A palette stands for channels that differ or are not there.");
        }

        stream.MetaChannels += transform.First >= stream.MetaChannels ? 1 : 2 - transform.Count;
        transform.Replaced.AddRange(stream.Channels.GetRange(transform.First + 1, transform.Count - 1));
        stream.Channels.RemoveRange(transform.First + 1, transform.Count - 1);
        stream.Channels.Insert(0, new ModularChannel(transform.Colours + transform.Deltas, transform.Count, -1, -1));
        return true;
    }

    public static bool Undo(ref JxlBitReader reader, ModularStream stream, ModularTransform transform, in WeightedParameters weights, int bits, JxlMemory memory)
    {
        ModularChannel palette = stream.Channels[0];
        int first = transform.First + 1;
        ModularChannel index = stream.Channels[first];
        stream.Channels.InsertRange(first + 1, transform.Replaced);
        for (int c = 1; c < transform.Count; c++)
        {
            if (!stream.Channels[first + c].Allocate(ref reader, memory))
            {
                return false;
            }
        }

        bits = Math.Min(bits, 24);
        if (transform.Deltas == 0 && transform.Predictor == 0)
        {
            Look(stream, first, transform.Count, palette, bits);
        }
        else if (!Predict(ref reader, stream, transform, palette, index, weights, bits, memory))
        {
            return false;
        }

        stream.MetaChannels -= first >= stream.MetaChannels ? 1 : 2 - transform.Count;
        stream.Channels.RemoveAt(0);
        palette.Release(memory);
        return true;
    }

    /// <summary>Every index is a colour.</summary>
    private static void Look(ModularStream stream, int first, int count, ModularChannel palette, int bits)
    {
        for (int y = 0; y < stream.Channels[first].Height; y++)
        {
            Span<int> indices = stream.Channels[first].Row(y);

            // The channel of the indices is the first of the colours: it goes last.
            for (int c = count - 1; c >= 0; c--)
            {
                Span<int> to = stream.Channels[first + c].Row(y);
                ReadOnlySpan<int> colours = palette.Width == 0 ? default : palette.Row(c);
                for (int x = 0; x < indices.Length; x++)
                {
                    int at = count == 1 ? Math.Clamp(indices[x], 0, Math.Max(0, colours.Length - 1)) : indices[x];
                    to[x] = (uint)at < (uint)colours.Length ? colours[at] : Implicit(at, c, colours.Length, bits);
                }
            }
        }
    }

    /// <summary>Some indices are differences from a prediction.</summary>
    private static bool Predict(
        ref JxlBitReader reader, ModularStream stream, ModularTransform transform, ModularChannel palette, ModularChannel index, in WeightedParameters weights, int bits, JxlMemory memory)
    {
        ModularChannel indices = new(index.Width, index.Height);
        if (!indices.Allocate(ref reader, memory))
        {
            return false;
        }

        index.CopyTo(indices);
        for (int c = 0; c < transform.Count; c++)
        {
            ModularChannel channel = stream.Channels[transform.First + 1 + c];
            ReadOnlySpan<int> colours = palette.Width == 0 ? default : palette.Row(c);
            WeightedPredictor? weighted = transform.Predictor == Predictors.Weighted ? memory.Predictor(weights, channel.Width) : null;
            for (int y = 0; y < channel.Height && channel.Width > 0; y++)
            {
                Span<int> row = channel.Row(y);
                ReadOnlySpan<int> from = indices.Row(y);
                ReadOnlySpan<int> above = y > 0 ? channel.Row(y - 1) : default;
                Neighbours near = new(row.Length, above, y > 1 ? channel.Row(y - 2) : above);
                weighted?.StartRow(y);
                for (int x = 0; x < row.Length; x++)
                {
                    near.Enter(x);
                    int at = from[x];
                    int value = (uint)at < (uint)colours.Length ? colours[at] : Implicit(at, c, colours.Length, bits);
                    int guess = weighted?.Predict(x, near.North, near.West, near.NorthEast, near.NorthWest, near.NorthNorth, out _) ?? 0;
                    if (at < transform.Deltas)
                    {
                        value += near.Predict(transform.Predictor, guess);
                    }

                    row[x] = value;
                    weighted?.Update(x, value);
                    near.Leave(x, value);
                }
            }
        }

        indices.Release(memory);
        return true;
    }

    /// <summary>Colours beyond the palette: cubes of 4 and of 5 levels above it, small differences below zero.</summary>
    private static int Implicit(int index, int channel, int colours, int bits)
    {
        if (index < 0)
        {
            if (channel > 2)
            {
                return 0;
            }

            index = -(index + 1) % 143;
            int value = Differences[((index + 1) >> 1) * 3 + channel];
            value = (index & 1) == 0 ? -value : value;
            return bits > 8 ? value << (bits - 8) : value;
        }

        long most = (1L << bits) - 1;
        index -= colours;
        if (index < 64)
        {
            return channel > 15 ? (int)(1L << Math.Max(0, bits - 3)) : (int)(((index >> (2 * channel)) & 3) * most / 4 + (1L << Math.Max(0, bits - 3)));
        }

        index -= 64;
        for (int c = 0; c < channel && index > 0; c++)
        {
            index /= 5;
        }

        return (int)(index % 5 * most / 4);
    }

    /// <summary>Three for each of the 72 differences.</summary>
    private static ReadOnlySpan<short> Differences =>
    [
        0, 0, 0, 4, 4, 4, 11, 0, 0, 0, 0, -13, 0, -12, 0, -10, -10, -10, -18, -18, -18, -27, -27, -27,
        -18, -18, 0, 0, 0, -32, -32, 0, 0, -37, -37, -37, 0, -32, -32, 24, 24, 45, 50, 50, 50, -45, -24, -24,
        -24, -45, -45, 0, -24, -24, -34, -34, 0, -24, 0, -24, -45, -45, -24, 64, 64, 64, -32, 0, -32, 0, -32, 0,
        -32, 0, 32, -24, -45, -24, 45, 24, 45, 24, -24, -45, -45, -24, 24, 80, 80, 80, 64, 0, 0, 0, 0, -64,
        0, -64, -64, -24, -24, 45, 96, 96, 96, 64, 64, 0, 45, -24, -24, 34, -34, 0, 112, 112, 112, 24, -45, -45,
        45, 45, -24, 0, -32, 32, 24, -24, 45, 0, 96, 96, 45, -24, 24, 24, -45, -24, -24, -45, 24, 0, -64, 0,
        96, 0, 0, 128, 128, 128, 64, 0, 64, 144, 144, 144, 96, 96, 0, -36, -36, 36, 45, -24, -45, 45, -45, -24,
        0, 0, -96, 0, 128, 128, 0, 96, 0, 45, 24, -45, -128, 0, 0, 24, -45, 24, -45, 24, -45, 64, 0, -64,
        64, -64, -64, 96, 0, 96, 45, -45, 24, 24, 45, -45, 64, 64, -64, 128, 128, 0, 0, 0, -128, -24, 45, -45,
    ];
}
