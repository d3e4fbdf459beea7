namespace Gantry.Codecs.Jpeg2000;

/// <summary>How <see cref="Jpeg2000Encoder"/> codes a picture.</summary>
public sealed record Jpeg2000Options
{
    /// <summary>5/3 integer transform, by itself lossless; otherwise 9/7.</summary>
    public bool IsReversible { get; init; } = true;

    /// <summary>High-throughput code-blocks (ITU-T T.814); lossless only.</summary>
    public bool IsHighThroughput { get; init; }

    /// <summary>Original to compressed bytes to aim at, above 1; the codestream's headers count too. Null sends every coding pass.</summary>
    public double? Ratio { get; init; }

    /// <summary>Quantiser step of the 9/7 transform in sample values, above 0 and at most 64; the error in the picture is of about its size.</summary>
    public double Step { get; init; } = 0.5;

    /// <summary>Times that the picture is halved, 0 to 32. Null halves until the lowest resolution fits into 64 by 64.</summary>
    public int? Levels { get; init; }

    /// <summary>Packets resolution by resolution, then by position (RPCL), with tile-part lengths in the main header; otherwise by layer (LRCP).</summary>
    public bool IsByResolution { get; init; }

    /// <summary>Three components are red, green and blue and are decorrelated (RCT, ICT).</summary>
    public bool HasColourTransform { get; init; } = true;

    /// <summary>Edge of the square tiles in samples; 0 is one tile.</summary>
    public int TileSize { get; init; }
}
