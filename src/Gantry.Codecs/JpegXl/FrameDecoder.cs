using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.Modular;
using Gantry.Codecs.JpegXl.Rendering;
using Gantry.Codecs.JpegXl.VarDct;

namespace Gantry.Codecs.JpegXl;

/// <summary>Decodes the sections of one frame (18181-1 G).</summary>
internal sealed class FrameDecoder(ImageHeader image, FrameHeader frame, FrameSections sections, JxlMemory memory) : IDisposable
{
    private readonly FrameChannels channels = new(image, frame, memory);

    /// <summary>By what low frequencies of X, Y and B are multiplied, and the samples of Modular frames in XYB.</summary>
    private float[] lowFactors = [1 / 4096f, 1 / 512f, 1 / 256f];

    private VarDctFrame? blocks;
    private HighGlobal? high;
    private GroupDecoder? groups;
    private float[][] planes = [[], [], []];

    /// <summary>The channels of a Modular frame, then those beside colour.</summary>
    public IReadOnlyList<ModularChannel> Channels => channels.All;

    /// <summary>Pictures from other frames to be put onto this one.</summary>
    public PatchDictionary? Patches { get; private set; }

    /// <summary>Noise to be added to this one.</summary>
    public NoiseSynthesis? Noise { get; private set; }

    /// <summary>How much of Y the noise of X and B takes.</summary>
    public (float X, float B) NoiseRatios => blocks is null ? (0, 1) : (blocks.Correlation.BaseX, blocks.Correlation.BaseB);

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

        return channels.Undo(ref reader) ? null : reader.Failure;
    }

    /// <summary>The frame in real numbers, filtered; null when memory does not allow it, as the reader then tells.</summary>
    public FramePlanes? Render(ref JxlBitReader reader)
    {
        FrameRenderer renderer = new(image, frame, memory);
        FramePlanes? rendered = blocks is null ? renderer.FromChannels(ref reader, Channels, lowFactors) : renderer.FromBlocks(ref reader, planes, IsJpeg);
        return renderer.Filter(ref reader, rendered, blocks);
    }

    public void Dispose()
    {
        channels.Dispose();
        high?.Dispose();
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

        if (frame.HasSplines)
        {
            return reader.Refuse("Splines.");
        }

        Noise = frame.HasNoise ? NoiseSynthesis.Read(ref reader) : null;

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

        return channels.ReadGlobal(ref reader);
    }

    private bool DecodeLowGroup(ref JxlBitReader reader, int group)
    {
        if (blocks is not null && !frame.UsesLowFrequencyFrame && !blocks.ReadLow(ref reader, group, channels.Tree, memory))
        {
            return false;
        }

        int x = group % frame.LowGroupsWide * frame.GroupSize * 8, y = group / frame.LowGroupsWide * frame.GroupSize * 8;
        return channels.ReadSquare(ref reader, 1 + frame.LowGroups + group, x, y, frame.GroupSize * 8, 3, 1000)
            && (blocks is null || blocks.ReadMetadata(ref reader, group, channels.Tree, memory));
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

        high = HighGlobal.Read(ref reader, frame, blocks!.Contexts, channels.Tree, memory);
        if (high is null)
        {
            return false;
        }

        for (int c = 0; c < 3; c++)
        {
            long size = (8L * frame.BlocksWide >> frame.ShiftX[c]) * (8L * frame.BlocksHigh >> frame.ShiftY[c]);
            if (memory.Floats(size, areZeros: false) is not { } plane)
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
        return channels.ReadSquare(ref reader, 1 + (3 * frame.LowGroups) + QuantTables.Count + (pass * frame.Groups) + group, x, y, frame.GroupSize, least, most);
    }

    private JxlBitReader Section(ReadOnlySpan<byte> bits, long origin, int section)
    {
        (int offset, int length) = sections[section];
        return new JxlBitReader(bits.Slice(offset, length), origin + offset);
    }
}
