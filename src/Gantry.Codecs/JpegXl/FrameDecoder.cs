using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.Modular;

namespace Gantry.Codecs.JpegXl;

/// <summary>Decodes the sections of one frame (18181-1 G).</summary>
internal sealed class FrameDecoder(ImageHeader image, FrameHeader frame, FrameSections sections, JxlMemory memory)
{
    /// <summary>Tables of weights that a frame may code as streams of their own.</summary>
    private const int QuantTables = 17;

    private ModularTree? tree;
    private ModularStream? global;

    /// <summary>The channels of a Modular frame.</summary>
    public IReadOnlyList<ModularChannel>? Channels => global?.Channels;

    /// <summary>Decodes everything.</summary>
    /// <param name="bits">From the frame header on.</param>
    /// <param name="origin">Where that is in the codestream.</param>
    public CodecError? Decode(ReadOnlySpan<byte> bits, long origin)
    {
        JxlBitReader reader = Section(bits, origin, 0);
        if (!DecodeGlobal(ref reader))
        {
            return reader.Failure;
        }

        for (int group = 0; group < frame.LowGroups; group++)
        {
            if (!sections.IsSingle)
            {
                reader = Section(bits, origin, 1 + group);
            }

            if (!DecodeLowGroup(ref reader, group))
            {
                return reader.Failure;
            }
        }

        for (int pass = 0; pass < frame.Passes.Count; pass++)
        {
            for (int group = 0; group < frame.Groups; group++)
            {
                if (!sections.IsSingle)
                {
                    reader = Section(bits, origin, 2 + frame.LowGroups + (pass * frame.Groups) + group);
                }

                if (!DecodeGroup(ref reader, pass, group))
                {
                    return reader.Failure;
                }
            }
        }

        global!.Undo(ref reader);
        return reader.Failure;
    }

    private bool DecodeGlobal(ref JxlBitReader reader)
    {
        if (!reader.ReadBool())
        {
            reader.Read(16);
            reader.Read(16);
            reader.Read(16);
        }

        int colours = image.Colour.IsGrey && !image.IsXyb && !frame.IsYcc ? 1 : 3;
        int channels = colours + image.ExtraChannels.Length;
        if (reader.ReadBool())
        {
            tree = ModularTree.Read(ref reader, (int)Math.Min(1 << 22, 1024 + ((long)frame.Width * frame.Height * channels / 16)));
            if (tree is null)
            {
                return false;
            }
        }

        List<ModularChannel> all = [];
        for (int c = 0; c < colours; c++)
        {
            all.Add(new ModularChannel(frame.Width, frame.Height));
        }

        for (int i = 0; i < image.ExtraChannels.Length; i++)
        {
            int by = frame.ExtraUpsampling[i] << image.ExtraChannels[i].Shift;
            int shift = System.Numerics.BitOperations.Log2((uint)by) - System.Numerics.BitOperations.Log2((uint)frame.Upsampling);
            if (shift < 0)
            {
                return reader.Refuse("A channel that is finer than those of colour.");
            }

            all.Add(new ModularChannel(FrameHeader.Divide(frame.FullWidth, by), FrameHeader.Divide(frame.FullHeight, by), shift, shift));
        }

        global = ModularStream.Read(ref reader, all, tree, 0, frame.GroupSize, image.Depth.Bits, memory);
        if (global is null || reader.IsFailed)
        {
            return false;
        }

        foreach (ModularChannel channel in global.Channels)
        {
            if (!channel.Allocate(ref reader, memory))
            {
                return false;
            }
        }

        return true;
    }

    private bool DecodeLowGroup(ref JxlBitReader reader, int group)
    {
        int x = group % frame.LowGroupsWide * frame.GroupSize * 8, y = group / frame.LowGroupsWide * frame.GroupSize * 8;
        return DecodeChannels(ref reader, 1 + frame.LowGroups + group, x, y, frame.GroupSize * 8, 3, 1000);
    }

    private bool DecodeGroup(ref JxlBitReader reader, int pass, int group)
    {
        int x = group % frame.GroupsWide * frame.GroupSize, y = group / frame.GroupsWide * frame.GroupSize;
        (int least, int most) = frame.Passes.Shrinking(pass);
        return DecodeChannels(ref reader, 1 + (3 * frame.LowGroups) + QuantTables + (pass * frame.Groups) + group, x, y, frame.GroupSize, least, most);
    }

    /// <summary>Decodes the parts in one square of those channels that are too large for the global stream and were halved so many times.</summary>
    private bool DecodeChannels(ref JxlBitReader reader, int stream, int x, int y, int size, int least, int most)
    {
        List<ModularChannel> parts = [];
        int first = global!.MetaChannels;
        while (first < global.Channels.Count && global.Channels[first].Width <= frame.GroupSize && global.Channels[first].Height <= frame.GroupSize)
        {
            first++;
        }

        for (int c = first; c < global.Channels.Count; c++)
        {
            ModularChannel channel = global.Channels[c];
            int shift = Math.Min(channel.ShiftX, channel.ShiftY);
            int left = x >> channel.ShiftX, top = y >> channel.ShiftY;
            int width = Math.Min(size >> channel.ShiftX, channel.Width - left), height = Math.Min(size >> channel.ShiftY, channel.Height - top);
            if (shift >= least && shift <= most && width > 0 && height > 0)
            {
                parts.Add(channel.Part(left, top, width, height));
            }
        }

        ModularChannel[] places = [.. parts];
        if (ModularStream.Read(ref reader, parts, tree, stream, int.MaxValue, image.Depth.Bits, memory) is not { } decoded || reader.IsFailed || !decoded.Undo(ref reader))
        {
            return false;
        }

        for (int i = 0; i < places.Length; i++)
        {
            if (!decoded.Channels[i].IsSameMemory(places[i]))
            {
                decoded.Channels[i].CopyTo(places[i]);
                decoded.Channels[i].Release(memory);
            }
        }

        return true;
    }

    private JxlBitReader Section(ReadOnlySpan<byte> bits, long origin, int section)
    {
        (int offset, int length) = sections[section];
        return new JxlBitReader(bits.Slice(offset, length), origin + offset);
    }
}
