using Gantry.Codecs.JpegXl.Headers;
using Gantry.Codecs.JpegXl.Modular;

namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>What a VarDCT frame gathers section by section (18181-1 I): quantisers, low frequencies, and how each block is coded.</summary>
internal sealed class VarDctFrame
{
    /// <summary>The greatest quantiser of a block.</summary>
    private const int MaxQuant = 256;

    private const int GroupBlocks = 32;

    private readonly ImageHeader image;
    private readonly FrameHeader frame;
    private readonly float[] lowFactors;
    private float globalScale = 1, lowScale = 1;

    /// <param name="image">The picture.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="lowFactors">Of X, Y and B, by what quantised low frequencies are multiplied.</param>
    public VarDctFrame(ImageHeader image, FrameHeader frame, float[] lowFactors)
    {
        this.image = image;
        this.frame = frame;
        this.lowFactors = lowFactors;
    }

    public BlockContexts Contexts { get; private set; } = new();

    public ColourCorrelation Correlation { get; private set; }

    /// <summary>Means of blocks, of X, Y and B (or Cb, Y, Cr), in lines of <see cref="FrameHeader.BlocksWide"/> less the channel's halvings.</summary>
    public float[][] Low { get; } = [[], [], []];

    /// <summary>Of each block its kind; 128 more in the first one of several, -1 where none is yet.</summary>
    public int[] Kinds { get; private set; } = [];

    public int[] Quants { get; private set; } = [];

    public int[] Sharpness { get; private set; } = [];

    public int[] LowContexts { get; private set; } = [];

    /// <summary>How much of Y is in X and in B, for tiles of eight by eight blocks.</summary>
    public int[] TilesX { get; private set; } = [];

    public int[] TilesB { get; private set; } = [];

    public int TilesWide => FrameHeader.Divide(frame.BlocksWide, 8);

    /// <summary>By what a coefficient is multiplied before its quantiser divides it.</summary>
    public float Scale => 65536 / globalScale;

    /// <summary>Reads what concerns the whole frame.</summary>
    public bool ReadGlobal(ref JxlBitReader reader, JxlMemory memory)
    {
        globalScale = reader.ReadU32(1, 11, 2049, 11, 4097, 12, 8193, 16);
        lowScale = reader.ReadU32(16, 0, 1, 5, 1, 8, 1, 16);
        if (BlockContexts.Read(ref reader) is not { } contexts)
        {
            return false;
        }

        Contexts = contexts;
        Correlation = ColourCorrelation.Read(ref reader);
        if (frame.IsSubsampled && !frame.SkipsSmoothing)
        {
            return reader.Refuse("Subsampled chroma with smoothing of low frequencies.");
        }

        long blocks = (long)frame.BlocksWide * frame.BlocksHigh, tiles = (long)TilesWide * FrameHeader.Divide(frame.BlocksHigh, 8);
        if (memory.Ints(blocks) is not { } kinds || memory.Ints(blocks) is not { } quants || memory.Ints(blocks) is not { } sharpness || memory.Ints(blocks) is not { } lows
            || memory.Ints(tiles) is not { } tilesX || memory.Ints(tiles) is not { } tilesB)
        {
            return reader.Refuse($"A frame of {blocks} blocks.");
        }

        (Kinds, Quants, Sharpness, LowContexts, TilesX, TilesB) = (kinds, quants, sharpness, lows, tilesX, tilesB);
        Kinds.AsSpan().Fill(-1);
        for (int c = 0; c < 3; c++)
        {
            if (memory.Floats(blocks >> (frame.ShiftX[c] + frame.ShiftY[c])) is not { } low)
            {
                return reader.Refuse($"A frame of {blocks} blocks.");
            }

            Low[c] = low;
        }

        return !reader.IsFailed;
    }

    /// <summary>The low frequencies of a group (I.2.2).</summary>
    public bool ReadLow(ref JxlBitReader reader, int group, ModularTree? tree, JxlMemory memory)
    {
        (int left, int top, int width, int height) = Area(group);
        int precision = reader.ReadInt(2);
        List<ModularChannel> channels = [];
        foreach (int c in (ReadOnlySpan<int>)[1, 0, 2])
        {
            channels.Add(new ModularChannel(width >> frame.ShiftX[c], height >> frame.ShiftY[c]));
        }

        if (ModularStream.Read(ref reader, channels, tree, 1 + group, int.MaxValue, image.Depth.Bits, memory) is not { } stream || reader.IsFailed || !stream.Undo(ref reader))
        {
            return false;
        }

        ModularChannel[] quantised = [stream.Channels[1], stream.Channels[0], stream.Channels[2]];
        for (int c = 0; c < 3; c++)
        {
            float factor = LowFactor(c) / (1 << precision);
            int stride = frame.BlocksWide >> frame.ShiftX[c];
            for (int y = 0; y < quantised[c].Height; y++)
            {
                ReadOnlySpan<int> from = quantised[c].Row(y);
                Span<float> to = Low[c].AsSpan((((top >> frame.ShiftY[c]) + y) * stride) + (left >> frame.ShiftX[c]), from.Length);
                for (int x = 0; x < from.Length; x++)
                {
                    to[x] = from[x] * factor;
                }
            }
        }

        for (int y = 0; y < height; y++)
        {
            int at = ((top + y) * frame.BlocksWide) + left;
            if (!frame.IsSubsampled)
            {
                Correlate(at, width);
            }

            for (int x = 0; x < width && Contexts.HasLowThresholds; x++)
            {
                LowContexts[at + x] = Contexts.LowContext(Value(quantised, 0, x, y), Value(quantised, 1, x, y), Value(quantised, 2, x, y));
            }
        }

        foreach (ModularChannel channel in quantised)
        {
            channel.Release(memory);
        }

        return true;
    }

    /// <summary>How the blocks of a group are coded (I.2.3).</summary>
    public bool ReadMetadata(ref JxlBitReader reader, int group, ModularTree? tree, JxlMemory memory)
    {
        (int left, int top, int width, int height) = Area(group);
        int count = 1 + reader.ReadInt(JxlBitReader.CeilLog2((uint)(width * height)));
        int tilesWide = FrameHeader.Divide(width, 8), tilesHigh = FrameHeader.Divide(height, 8);
        List<ModularChannel> channels = [new(tilesWide, tilesHigh, 3, 3), new(tilesWide, tilesHigh, 3, 3), new(count, 2), new(width, height)];
        if (ModularStream.Read(ref reader, channels, tree, 1 + (2 * frame.LowGroups) + group, int.MaxValue, image.Depth.Bits, memory) is not { } stream
            || reader.IsFailed || !stream.Undo(ref reader))
        {
            return false;
        }

        for (int y = 0; y < tilesHigh; y++)
        {
            for (int x = 0; x < tilesWide; x++)
            {
                int at = (((top >> 3) + y) * TilesWide) + (left >> 3) + x;
                TilesX[at] = Math.Clamp(stream.Channels[0].Row(y)[x], -128, 127);
                TilesB[at] = Math.Clamp(stream.Channels[1].Row(y)[x], -128, 127);
            }
        }

        ReadOnlySpan<int> kinds = stream.Channels[2].Row(0), quants = stream.Channels[2].Row(1);
        int next = 0;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<int> sharpness = stream.Channels[3].Row(y);
            for (int x = 0; x < width; x++)
            {
                int at = ((top + y) * frame.BlocksWide) + left + x;
                if (sharpness[x] is < 0 or > 7)
                {
                    return reader.Fail("A sharpness that does not exist.");
                }

                Sharpness[at] = sharpness[x];
                if (Kinds[at] >= 0)
                {
                    continue;
                }

                if (next >= count || kinds[next] is < 0 or >= BlockKind.Count || !Place(x, y, width, height, at, kinds[next], quants[next]))
                {
                    return reader.Fail("A block that does not exist, or does not fit.");
                }

                next++;
            }
        }

        foreach (ModularChannel channel in stream.Channels)
        {
            channel.Release(memory);
        }

        return true;
    }

    /// <summary>By what a quantised low frequency of a channel is multiplied.</summary>
    public float LowFactor(int channel) => lowFactors[channel] * 65536 / (globalScale * lowScale);

    private int Value(ModularChannel[] channels, int c, int x, int y) => channels[c].Row(y >> frame.ShiftY[c])[x >> frame.ShiftX[c]];

    private void Correlate(int at, int width)
    {
        float factorX = Correlation.X(Correlation.LowX), factorB = Correlation.B(Correlation.LowB);
        Span<float> lowX = Low[0].AsSpan(at, width), lowY = Low[1].AsSpan(at, width), lowB = Low[2].AsSpan(at, width);
        for (int x = 0; x < width; x++)
        {
            lowX[x] += lowY[x] * factorX;
            lowB[x] += lowY[x] * factorB;
        }
    }

    private bool Place(int x, int y, int width, int height, int at, int kind, int quant)
    {
        int wide = BlockKind.Wide[kind], high = BlockKind.High[kind];
        if (x + wide > width || y + high > height || (x % GroupBlocks) + wide > GroupBlocks || (y % GroupBlocks) + high > GroupBlocks || (wide * high > 1 && frame.IsSubsampled))
        {
            return false;
        }

        quant = 1 + Math.Clamp(quant, 0, MaxQuant - 1);
        for (int dy = 0; dy < high; dy++)
        {
            for (int dx = 0; dx < wide; dx++)
            {
                int cell = at + (dy * frame.BlocksWide) + dx;
                if (Kinds[cell] >= 0)
                {
                    return false;
                }

                Kinds[cell] = kind;
                Quants[cell] = quant;
            }
        }

        Kinds[at] = kind | 128;
        return true;
    }

    private (int Left, int Top, int Width, int Height) Area(int group)
    {
        int left = group % frame.LowGroupsWide * frame.GroupSize, top = group / frame.LowGroupsWide * frame.GroupSize;
        return (left, top, Math.Min(frame.GroupSize, frame.BlocksWide - left), Math.Min(frame.GroupSize, frame.BlocksHigh - top));
    }
}
