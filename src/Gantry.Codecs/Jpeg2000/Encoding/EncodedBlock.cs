namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>A code-block's bytes and where they may be cut.</summary>
internal sealed class EncodedBlock
{
    /// <summary>Where the bytes begin in the tile's buffer.</summary>
    public int Start { get; init; }

    public int EmptyPlanes { get; init; }

    /// <summary>Where its passes begin in the tile's list, and how many there are.</summary>
    public int FirstPass { get; init; }
    public int PassCount { get; init; }

    /// <summary>Squared error in the picture for one step of the quantiser.</summary>
    public double Weight { get; init; }

    /// <summary>Passes and bytes that are sent; none leaves the block out.</summary>
    public int SentPasses { get; set; }
    public int SentLength { get; set; }
}
