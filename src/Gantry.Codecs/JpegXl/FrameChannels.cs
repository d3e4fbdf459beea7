using System.Numerics;
using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.Modular;

namespace Gantry.Codecs.JpegXl;

/// <summary>The channels of a frame that are coded as integers, and the tree that all of its streams may use (18181-1 G.1.3, G.4.2).</summary>
internal sealed class FrameChannels(ImageHeader image, FrameHeader frame, JxlMemory memory) : IDisposable
{
    private ModularStream? global;

    /// <summary>The tree of the whole frame, if it has one.</summary>
    public ModularTree? Tree { get; private set; }

    /// <summary>The channels of a Modular frame, then those beside colour.</summary>
    public IReadOnlyList<ModularChannel> All => global!.Channels;

    public void Dispose() => Tree?.Dispose();

    /// <summary>Undoes the transforms of the whole frame.</summary>
    public bool Undo(ref JxlBitReader reader) => global!.Undo(ref reader);

    /// <summary>Reads the tree, and the channels that are small enough to be coded whole.</summary>
    public bool ReadGlobal(ref JxlBitReader reader)
    {
        int colours = !frame.IsModular ? 0 : image.Colour.IsGrey && !image.IsXyb && !frame.IsYcc ? 1 : 3;
        int channels = colours + image.ExtraChannels.Length;
        if (reader.ReadBool())
        {
            Tree = ModularTree.Read(ref reader, (int)Math.Min(1 << 22, 1024 + ((long)frame.Width * frame.Height * (channels + (frame.IsModular ? 0 : 3)) / 16)));
            if (Tree is null)
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
            int shift = BitOperations.Log2((uint)by) - BitOperations.Log2((uint)frame.Upsampling);
            if (shift < 0)
            {
                return reader.Refuse("A channel that is finer than those of colour.");
            }

            all.Add(new ModularChannel(FrameHeader.Divide(frame.FullWidth, by), FrameHeader.Divide(frame.FullHeight, by), shift, shift));
        }

        global = ModularStream.Read(ref reader, all, Tree, 0, frame.GroupSize, image.Depth.Bits, memory);
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

    /// <summary>Decodes the parts in one square of those channels that are too large for the global stream and were halved so many times.</summary>
    public bool ReadSquare(ref JxlBitReader reader, int stream, int x, int y, int size, int least, int most)
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
        if (ModularStream.Read(ref reader, parts, Tree, stream, int.MaxValue, image.Depth.Bits, memory) is not { } decoded || reader.IsFailed || !decoded.Undo(ref reader))
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
}
