using System.Numerics;
using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.Modular;
using Gantry.Codecs.JpegXl.Rendering;
using Gantry.Codecs.JpegXl.VarDct;

namespace Gantry.Codecs.JpegXl;

/// <summary>Decodes the sections of one frame (18181-1 G).</summary>
internal sealed class FrameDecoder(ImageHeader image, FrameHeader frame, FrameSections sections, JxlMemory memory)
{
    /// <summary>By what low frequencies of X, Y and B are multiplied, and the samples of Modular frames in XYB.</summary>
    private float[] lowFactors = [1 / 4096f, 1 / 512f, 1 / 256f];

    private ModularTree? tree;
    private ModularStream? global;
    private VarDctFrame? blocks;
    private HighGlobal? high;
    private GroupDecoder? groups;
    private float[][] planes = [[], [], []];

    /// <summary>The channels of a Modular frame, then those beside colour.</summary>
    public IReadOnlyList<ModularChannel> Channels => global!.Channels;

    /// <summary>Pictures from other frames to be put onto this one.</summary>
    public PatchDictionary? Patches { get; private set; }

    /// <summary>The frame is a JPEG picture coded anew.</summary>
    public bool IsJpeg => groups is { IsJpeg: true };

    /// <summary>Decodes everything.</summary>
    /// <param name="bits">From the frame header on.</param>
    /// <param name="origin">Where that is in the codestream.</param>
    /// <param name="low">The frame of low frequencies that this one builds upon, if there is one.</param>
    public CodecError? Decode(ReadOnlySpan<byte> bits, long origin, FramePlanes? low)
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

        if (!sections.IsSingle)
        {
            reader = Section(bits, origin, 1 + frame.LowGroups);
        }

        if (blocks is not null && !PrepareBlocks(ref reader, low))
        {
            return reader.Failure;
        }

        for (int group = 0; group < frame.Groups; group++)
        {
            for (int pass = 0; pass < frame.Passes.Count; pass++)
            {
                if (!sections.IsSingle)
                {
                    reader = Section(bits, origin, 2 + frame.LowGroups + (pass * frame.Groups) + group);
                }

                if ((groups is not null && !groups.ReadPass(ref reader, group, pass)) || !DecodeGroup(ref reader, pass, group))
                {
                    return reader.Failure;
                }
            }

            groups?.Reconstruct(group);
        }

        return global!.Undo(ref reader) ? null : reader.Failure;
    }

    /// <summary>The frame in real numbers, filtered; null when memory does not allow it, as the reader then tells.</summary>
    public FramePlanes? Render(ref JxlBitReader reader)
    {
        FramePlanes? rendered = blocks is null ? FromChannels(ref reader) : FromBlocks(ref reader);
        if (rendered is null || (!frame.Filter.Blurs && frame.Filter.Passes == 0))
        {
            return rendered;
        }

        if (FramePlanes.Create(ref reader, rendered.Width, rendered.Height, 3, memory) is not { } other)
        {
            return null;
        }

        if (frame.Filter.Blurs)
        {
            Blur.Apply(rendered, frame.Filter, other);
            (rendered, other) = (other, rendered);
        }

        if (frame.Filter.Passes > 0)
        {
            if (!EdgeFilter.Strengths(ref reader, frame, blocks, memory, out float[] strengths))
            {
                return null;
            }

            for (int pass = frame.Filter.Passes > 2 ? 0 : 1; pass < (frame.Filter.Passes > 1 ? 3 : 2); pass++)
            {
                EdgeFilter.Apply(rendered, frame, pass, strengths, other);
                (rendered, other) = (other, rendered);
            }

            memory.Return(strengths, (long)frame.BlocksWide * frame.BlocksHigh);
        }

        other.Release(memory);
        return rendered;
    }

    private bool DecodeGlobal(ref JxlBitReader reader)
    {
        if (frame.HasPatches)
        {
            Patches = PatchDictionary.Read(ref reader, image, frame);
            if (Patches is null)
            {
                return false;
            }
        }

        if (frame.HasSplines || frame.HasNoise)
        {
            return reader.Refuse(frame.HasSplines ? "Splines." : "Synthetic noise.");
        }

        if (!reader.ReadBool())
        {
            lowFactors = [reader.ReadHalf() / 128, reader.ReadHalf() / 128, reader.ReadHalf() / 128];
            if (lowFactors.Min() < 1e-8f)
            {
                return reader.Fail("A factor of low frequencies is not above zero.");
            }
        }

        if (!frame.IsModular)
        {
            blocks = new VarDctFrame(image, frame, lowFactors);
            if (!blocks.ReadGlobal(ref reader, memory))
            {
                return false;
            }
        }

        return DecodeGlobalChannels(ref reader);
    }

    private bool DecodeGlobalChannels(ref JxlBitReader reader)
    {
        int colours = !frame.IsModular ? 0 : image.Colour.IsGrey && !image.IsXyb && !frame.IsYcc ? 1 : 3;
        int channels = colours + image.ExtraChannels.Length;
        if (reader.ReadBool())
        {
            tree = ModularTree.Read(ref reader, (int)Math.Min(1 << 22, 1024 + ((long)frame.Width * frame.Height * (channels + (frame.IsModular ? 0 : 3)) / 16)));
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
            int shift = BitOperations.Log2((uint)by) - BitOperations.Log2((uint)frame.Upsampling);
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
        if (blocks is not null && !frame.UsesLowFrequencyFrame && !blocks.ReadLow(ref reader, group, tree, memory))
        {
            return false;
        }

        int x = group % frame.LowGroupsWide * frame.GroupSize * 8, y = group / frame.LowGroupsWide * frame.GroupSize * 8;
        return DecodeChannels(ref reader, 1 + frame.LowGroups + group, x, y, frame.GroupSize * 8, 3, 1000)
            && (blocks is null || blocks.ReadMetadata(ref reader, group, tree, memory));
    }

    /// <summary>What VarDCT needs between low frequencies and groups.</summary>
    private bool PrepareBlocks(ref JxlBitReader reader, FramePlanes? low)
    {
        if (frame.UsesLowFrequencyFrame)
        {
            if (low is null || low.Width < frame.BlocksWide || low.Height < frame.BlocksHigh || frame.IsSubsampled)
            {
                return reader.Fail("A frame builds upon another that is not there, or does not fit.");
            }

            for (int i = 0; i < 3 * frame.BlocksHigh; i++)
            {
                int c = i % 3, y = i / 3;
                low.Row(c, y)[..frame.BlocksWide].CopyTo(blocks!.Low[c].AsSpan(y * frame.BlocksWide));
            }
        }
        else if (!frame.SkipsSmoothing && !LowSmoothing.Apply(ref reader, blocks!, frame.BlocksWide, frame.BlocksHigh, memory))
        {
            return false;
        }

        high = HighGlobal.Read(ref reader, frame, blocks!.Contexts, tree, memory);
        if (high is null)
        {
            return false;
        }

        for (int c = 0; c < 3; c++)
        {
            long size = (8L * frame.BlocksWide >> frame.ShiftX[c]) * (8L * frame.BlocksHigh >> frame.ShiftY[c]);
            if (memory.Floats(size) is not { } plane)
            {
                return reader.Refuse($"A frame of {frame.Width} by {frame.Height} pixels beside what the picture already takes.");
            }

            planes[c] = plane;
        }

        groups = GroupDecoder.Create(ref reader, image, frame, blocks, high, planes, memory);
        return groups is not null;
    }

    private bool DecodeGroup(ref JxlBitReader reader, int pass, int group)
    {
        int x = group % frame.GroupsWide * frame.GroupSize, y = group / frame.GroupsWide * frame.GroupSize;
        (int least, int most) = frame.Passes.Shrinking(pass);
        return DecodeChannels(ref reader, 1 + (3 * frame.LowGroups) + QuantTables.Count + (pass * frame.Groups) + group, x, y, frame.GroupSize, least, most);
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

    /// <summary>A Modular frame in real numbers; grey three times.</summary>
    private FramePlanes? FromChannels(ref JxlBitReader reader)
    {
        FramePlanes? rendered = FramePlanes.Create(ref reader, frame.Width, frame.Height, 3, memory);
        bool isGrey = image.Colour.IsGrey && !image.IsXyb && !frame.IsYcc;
        float unit = 1f / ((1 << image.Depth.Bits) - 1);
        for (int i = 0; rendered is not null && i < 3 * frame.Height; i++)
        {
            int c = i % 3, y = i / 3;
            Span<float> to = rendered.Row(c, y);
            if (!image.IsXyb)
            {
                Scale(Channels[isGrey ? 0 : c].Row(y), unit, to);
                continue;
            }

            // Coded are Y, X, and B less Y.
            Scale(Channels[c == 0 ? 1 : c == 1 ? 0 : 2].Row(y), lowFactors[c], to);
            ReadOnlySpan<int> luma = Channels[0].Row(y);
            for (int x = 0; c == 2 && x < to.Length; x++)
            {
                to[x] += luma[x] * lowFactors[2];
            }
        }

        for (int c = 0; rendered is not null && c < (isGrey ? 1 : 3); c++)
        {
            global!.Channels[c].Release(memory);
        }

        return rendered;
    }

    private static void Scale(ReadOnlySpan<int> from, float factor, Span<float> to)
    {
        for (int x = 0; x < to.Length; x++)
        {
            to[x] = from[x] * factor;
        }
    }

    /// <summary>A VarDCT frame with chroma as large as luma.</summary>
    private FramePlanes? FromBlocks(ref JxlBitReader reader)
    {
        int stride = 8 * frame.BlocksWide, height = 8 * frame.BlocksHigh;
        for (int c = 0; c < 3; c++)
        {
            int width = FrameHeader.Divide(frame.Width, 1 << frame.ShiftX[c]), lines = FrameHeader.Divide(frame.Height, 1 << frame.ShiftY[c]);
            int ownStride = stride >> frame.ShiftX[c], ownLines = height >> frame.ShiftY[c];
            if (frame.ShiftX[c] > 0)
            {
                if (memory.Floats((long)stride * ownLines) is not { } wide)
                {
                    reader.Refuse("Chroma to be made as wide as luma.");
                    return null;
                }

                ChromaUpsampling.Widen(planes[c], width, lines, ownStride, wide, stride);
                memory.Return(planes[c], (long)ownStride * ownLines);
                planes[c] = wide;
            }

            if (frame.ShiftY[c] > 0)
            {
                if (memory.Floats((long)stride * height) is not { } high)
                {
                    reader.Refuse("Chroma to be made as high as luma.");
                    return null;
                }

                ChromaUpsampling.Heighten(planes[c], frame.Width, lines, stride, high, stride);
                memory.Return(planes[c], (long)stride * ownLines);
                planes[c] = high;
            }

            if (IsJpeg && frame.ShiftX[c] + frame.ShiftY[c] > 0)
            {
                ChromaUpsampling.Round(planes[c], frame.Width, frame.Height, stride, frame.ShiftX[c] > 0, frame.ShiftY[c] > 0);
            }
        }

        return FramePlanes.Of(frame.Width, frame.Height, stride, planes);
    }

    private JxlBitReader Section(ReadOnlySpan<byte> bits, long origin, int section)
    {
        (int offset, int length) = sections[section];
        return new JxlBitReader(bits.Slice(offset, length), origin + offset);
    }
}
