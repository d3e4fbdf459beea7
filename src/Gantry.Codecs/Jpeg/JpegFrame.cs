namespace Gantry.Codecs.Jpeg;

internal enum JpegProcess { Sequential, Progressive, Lossless }

/// <summary>A component of a frame: sampling factors and its plane of decoded samples, padded to whole blocks of the interleaved scan.</summary>
internal sealed class JpegComponent
{
    public required byte Id { get; init; }
    public required int Horizontal { get; init; }
    public required int Vertical { get; init; }
    public required int QuantisationTable { get; init; }

    /// <summary>Blocks that cover the component's own samples (T.81 A.2.2).</summary>
    public int BlocksWide { get; set; }
    public int BlocksHigh { get; set; }

    /// <summary>Blocks of the padded plane.</summary>
    public int PaddedBlocksWide { get; set; }
    public int PaddedBlocksHigh { get; set; }

    /// <summary>Rows and columns that are made of a block: 8, or fewer at a reduced size.</summary>
    public int BlockSide { get; set; } = 8;

    public int PlaneWidth => PaddedBlocksWide * BlockSide;

    /// <summary>Decoded samples, <see cref="PlaneWidth"/> a row; rented.</summary>
    public ushort[] Plane { get; set; } = [];

    /// <summary>Coefficients of every block in zigzag order, for progressive frames; rented.</summary>
    public short[] Coefficients { get; set; } = [];

    /// <summary>The quantisation table in force at the component's first scan, in zigzag order.</summary>
    public ushort[]? Quantisation { get; set; }
}

/// <summary>What a frame header says (T.81 B.2.2).</summary>
internal sealed class JpegFrame
{
    public required JpegProcess Process { get; init; }
    public required int Precision { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }
    public required JpegComponent[] Components { get; init; }

    public int MaxHorizontal { get; init; }
    public int MaxVertical { get; init; }
    public int McusWide { get; init; }
    public int McusHigh { get; init; }

    /// <summary>How often width and height are halved while decoding, 0 to 3; never of lossless frames.</summary>
    public int DiscardLevels { get; private set; }

    /// <summary>Of the decoded samples.</summary>
    public SampleFormat Format => JpegInfo.Reduce(new SampleFormat(Width, Height, Components.Length, Precision, false), DiscardLevels);

    /// <summary>Says at which size the frame is decoded, before anything is.</summary>
    public void Reduce(int discardLevels)
    {
        DiscardLevels = Process == JpegProcess.Lossless ? 0 : discardLevels;
        foreach (JpegComponent component in Components)
        {
            component.BlockSide = 8 >> DiscardLevels;
        }
    }
}
