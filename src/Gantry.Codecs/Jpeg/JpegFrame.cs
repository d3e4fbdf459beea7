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

    public int PlaneWidth => PaddedBlocksWide * 8;

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

    public SampleFormat Format => new(Width, Height, Components.Length, Precision, false);
}
