namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>A stream of channels: its header, transforms and samples (18181-1 H.2).</summary>
internal sealed class ModularStream
{
    private readonly JxlMemory memory;
    private readonly int bits;
    private readonly List<ModularTransform> transforms = [];
    private WeightedParameters weights;

    private ModularStream(List<ModularChannel> channels, int bits, JxlMemory memory)
    {
        Channels = channels;
        this.bits = bits;
        this.memory = memory;
    }

    /// <summary>The channels as they are coded; after <see cref="Undo"/> those of the picture.</summary>
    public List<ModularChannel> Channels { get; }

    /// <summary>How many of the first channels are palettes and the like.</summary>
    public int MetaChannels { get; set; }

    /// <summary>Reads a stream's header, and those of its channels that are no larger than <paramref name="largest"/>.</summary>
    /// <param name="reader">Stands at the stream.</param>
    /// <param name="channels">The channels that the stream is to give; changed by the transforms.</param>
    /// <param name="global">The tree of the whole frame, if it has one.</param>
    /// <param name="index">Number of the stream, property 1.</param>
    /// <param name="largest">From the first channel of the picture on that is wider or higher, channels are coded elsewhere.</param>
    /// <param name="bits">Bits of a sample, for implicit palettes.</param>
    /// <param name="memory">Where samples live.</param>
    /// <returns>Null when the stream is malformed, as the reader then tells.</returns>
    public static ModularStream? Read(ref JxlBitReader reader, List<ModularChannel> channels, ModularTree? global, int index, int largest, int bits, JxlMemory memory)
    {
        ModularStream stream = new(channels, bits, memory);
        return channels.Count == 0 || stream.Decode(ref reader, global, index, largest) ? stream : null;
    }

    /// <summary>Undoes the transforms, the last one first.</summary>
    public bool Undo(ref JxlBitReader reader)
    {
        foreach (ModularChannel channel in Channels)
        {
            if (!channel.Allocate(ref reader, memory))
            {
                return false;
            }
        }

        for (int i = transforms.Count - 1; i >= 0; i--)
        {
            ModularTransform transform = transforms[i];
            bool isDone = transform.Kind switch
            {
                ModularTransformKind.Colours => ColourRotation.Undo(this, transform),
                ModularTransformKind.Palette => Palette.Undo(ref reader, this, transform, weights, bits, memory),
                _ => Squeeze.Undo(ref reader, this, transform, memory),
            };
            if (!isDone)
            {
                return false;
            }
        }

        transforms.Clear();
        return true;
    }

    private bool Decode(ref JxlBitReader reader, ModularTree? global, int index, int largest)
    {
        bool usesGlobal = reader.ReadBool();
        weights = WeightedParameters.Read(ref reader);
        if (!ReadTransforms(ref reader))
        {
            return false;
        }

        int widest = 0, decoded = 0;
        long samples = 0;
        for (int i = 0; i < Channels.Count && !IsElsewhere(i, largest); i++)
        {
            if (!Channels[i].IsEmpty)
            {
                widest = Math.Max(widest, Channels[i].Width);
                samples += (long)Channels[i].Width * Channels[i].Height;
                decoded++;
            }
        }

        if (decoded == 0)
        {
            return !reader.IsFailed;
        }

        using ModularTree? own = usesGlobal ? null : ModularTree.Read(ref reader, (int)Math.Min(1 << 22, 1024 + (samples / 16)));
        ModularTree? tree = usesGlobal ? global : own;
        if (tree is null)
        {
            return reader.Fail("The tree of the frame is to be used, and it has none.");
        }

        ChannelDecoder decoder = new(ref reader, tree, Channels, weights, index, widest, memory);
        for (int i = 0; i < Channels.Count && !IsElsewhere(i, largest); i++)
        {
            if (!Channels[i].IsEmpty && (!Channels[i].Allocate(ref reader, memory) || !decoder.Decode(ref reader, i)))
            {
                return false;
            }
        }

        return decoder.End() || reader.Fail("A stream of channels does not end where it should.");
    }

    private bool IsElsewhere(int channel, int largest) =>
        channel >= MetaChannels && (Channels[channel].Width > largest || Channels[channel].Height > largest);

    private bool ReadTransforms(ref JxlBitReader reader)
    {
        int count = (int)reader.ReadU32(0, 0, 1, 0, 2, 4, 18, 8);
        for (int i = 0; i < count; i++)
        {
            if (ModularTransform.Read(ref reader) is not { } transform)
            {
                return false;
            }

            transforms.Add(transform);
        }

        foreach (ModularTransform transform in transforms)
        {
            bool isDone = !reader.IsFailed && transform.Kind switch
            {
                ModularTransformKind.Colours => ColourRotation.Check(ref reader, this, transform),
                ModularTransformKind.Palette => Palette.Prepare(ref reader, this, transform),
                _ => Squeeze.Prepare(ref reader, this, transform),
            };
            if (!isDone)
            {
                return false;
            }
        }

        return true;
    }
}
