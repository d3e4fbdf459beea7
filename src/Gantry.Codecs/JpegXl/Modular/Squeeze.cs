namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>Channels as averages of pairs and what is left of their differences (18181-1 H.6.2).</summary>
internal static class Squeeze
{
    /// <summary>The greatest side of what default steps leave.</summary>
    private const int Smallest = 8;

    public static bool Prepare(ref JxlBitReader reader, ModularStream stream, ModularTransform transform)
    {
        List<ModularChannel> channels = stream.Channels;
        if (transform.Steps.Count == 0 && !AddDefaults(stream, transform.Steps))
        {
            return reader.Fail("Nothing to squeeze.");
        }

        foreach (SqueezeStep step in transform.Steps)
        {
            int end = step.First + step.Count;
            if (end > channels.Count || (step.First < stream.MetaChannels && (end > stream.MetaChannels || !step.IsInPlace)))
            {
                return reader.Fail("Channels are squeezed that are not there.");
            }

            if (channels.Count + step.Count > 1024)
            {
                return reader.Refuse("More than 1024 channels.");
            }

            int at = step.IsInPlace ? end : channels.Count;
            stream.MetaChannels += step.First < stream.MetaChannels ? step.Count : 0;
            for (int c = step.First; c < end; c++)
            {
                ModularChannel channel = channels[c];
                if (channel.IsEmpty || channel.ShiftX > 30 || channel.ShiftY > 30)
                {
                    return reader.Fail("An empty channel is squeezed.");
                }

                channels.Insert(at++, Halve(channel, step.IsHorizontal, out ModularChannel halved));
                channels[c] = halved;
            }
        }

        return true;
    }

    public static bool Undo(ref JxlBitReader reader, ModularStream stream, ModularTransform transform, JxlMemory memory)
    {
        List<ModularChannel> channels = stream.Channels;
        for (int i = transform.Steps.Count - 1; i >= 0; i--)
        {
            SqueezeStep step = transform.Steps[i];
            int end = step.First + step.Count;
            int from = step.IsInPlace ? end : channels.Count - step.Count;
            stream.MetaChannels -= step.First < stream.MetaChannels ? step.Count : 0;
            for (int c = step.First; c < end; c++)
            {
                ModularChannel average = channels[c], residual = channels[from + c - step.First];
                ModularChannel whole = step.IsHorizontal
                    ? new ModularChannel(average.Width + residual.Width, average.Height, average.ShiftX - 1, average.ShiftY)
                    : new ModularChannel(average.Width, average.Height + residual.Height, average.ShiftX, average.ShiftY - 1);
                if (!whole.Allocate(ref reader, memory))
                {
                    return false;
                }

                if (step.IsHorizontal)
                {
                    Widen(average, residual, whole);
                }
                else
                {
                    Heighten(average, residual, whole);
                }

                average.Release(memory);
                residual.Release(memory);
                channels[c] = whole;
            }

            channels.RemoveRange(from, step.Count);
        }

        return true;
    }

    private static bool AddDefaults(ModularStream stream, List<SqueezeStep> steps)
    {
        int first = stream.MetaChannels, count = stream.Channels.Count - first;
        if (count < 1)
        {
            return false;
        }

        int width = stream.Channels[first].Width, height = stream.Channels[first].Height;
        if (count > 2 && stream.Channels[first + 1].Width == width && stream.Channels[first + 1].Height == height)
        {
            // Chroma first.
            steps.Add(new SqueezeStep(true, false, first + 1, 2));
            steps.Add(new SqueezeStep(false, false, first + 1, 2));
        }

        if (width <= height && height > Smallest)
        {
            steps.Add(new SqueezeStep(false, true, first, count));
            height = (height + 1) / 2;
        }

        while (width > Smallest || height > Smallest)
        {
            if (width > Smallest)
            {
                steps.Add(new SqueezeStep(true, true, first, count));
                width = (width + 1) / 2;
            }

            if (height > Smallest)
            {
                steps.Add(new SqueezeStep(false, true, first, count));
                height = (height + 1) / 2;
            }
        }

        return true;
    }

    /// <summary>The channel of what remains of differences; the halved one replaces the original.</summary>
    private static ModularChannel Halve(ModularChannel channel, bool isHorizontal, out ModularChannel halved)
    {
        int width = channel.Width, height = channel.Height, shiftX = channel.ShiftX, shiftY = channel.ShiftY;
        if (isHorizontal)
        {
            shiftX += shiftX >= 0 ? 1 : 0;
            halved = new ModularChannel((width + 1) / 2, height, shiftX, shiftY);
            return new ModularChannel(width / 2, height, shiftX, shiftY);
        }

        shiftY += shiftY >= 0 ? 1 : 0;
        halved = new ModularChannel(width, (height + 1) / 2, shiftX, shiftY);
        return new ModularChannel(width, height / 2, shiftX, shiftY);
    }

    private static void Widen(ModularChannel average, ModularChannel residual, ModularChannel whole)
    {
        for (int y = 0; y < whole.Height; y++)
        {
            ReadOnlySpan<int> averages = average.Row(y), residuals = residual.Row(y);
            Span<int> to = whole.Row(y);
            int before = averages.IsEmpty ? 0 : averages[0];
            for (int x = 0; x < residuals.Length; x++)
            {
                int here = averages[x];
                int next = x + 1 < averages.Length ? averages[x + 1] : here;
                int difference = residuals[x] + Tendency(before, here, next);
                int first = here + (difference / 2);
                to[2 * x] = first;
                before = first - difference;
                to[(2 * x) + 1] = before;
            }

            if (averages.Length > residuals.Length)
            {
                to[^1] = averages[^1];
            }
        }
    }

    private static void Heighten(ModularChannel average, ModularChannel residual, ModularChannel whole)
    {
        for (int y = 0; y < residual.Height; y++)
        {
            ReadOnlySpan<int> averages = average.Row(y), residuals = residual.Row(y);
            ReadOnlySpan<int> nexts = average.Row(y + 1 < average.Height ? y + 1 : y);
            ReadOnlySpan<int> befores = y > 0 ? whole.Row((2 * y) - 1) : averages;
            Span<int> to = whole.Row(2 * y), below = whole.Row((2 * y) + 1);
            for (int x = 0; x < averages.Length; x++)
            {
                int difference = residuals[x] + Tendency(befores[x], averages[x], nexts[x]);
                int first = averages[x] + (difference / 2);
                to[x] = first;
                below[x] = first - difference;
            }
        }

        if (average.Height > residual.Height)
        {
            average.Row(average.Height - 1).CopyTo(whole.Row(whole.Height - 1));
        }
    }

    /// <summary>The difference that a smooth slope would have, never so great that it would overshoot.</summary>
    private static int Tendency(int before, int here, int next)
    {
        if (before >= here && here >= next)
        {
            int slope = (int)(((4L * before) - (3L * next) - here + 6) / 12);
            if (slope - (slope & 1) > 2 * (before - here))
            {
                slope = (2 * (before - here)) + 1;
            }

            return slope + (slope & 1) > 2 * (here - next) ? 2 * (here - next) : slope;
        }

        if (before <= here && here <= next)
        {
            int slope = (int)(((4L * before) - (3L * next) - here - 6) / 12);
            if (slope + (slope & 1) < 2 * (before - here))
            {
                slope = (2 * (before - here)) - 1;
            }

            return slope - (slope & 1) < 2 * (here - next) ? 2 * (here - next) : slope;
        }

        return 0;
    }
}
