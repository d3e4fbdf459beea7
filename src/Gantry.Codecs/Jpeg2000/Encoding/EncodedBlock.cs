namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>A code-block's bytes and where they may be cut.</summary>
internal sealed class EncodedBlock
{
    /// <summary>Where the bytes begin in the tile's buffer.</summary>
    public int Start { get; set; }

    public int EmptyPlanes { get; set; }

    /// <summary>Where its passes begin in the tile's list, and how many there are; none where nothing is left out.</summary>
    public int FirstPass { get; set; }
    public int PassCount { get; set; }

    /// <summary>Squared error in the picture for one step of the quantiser.</summary>
    public double Weight { get; set; }

    /// <summary>Passes and bytes that are sent; none leaves the block out.</summary>
    public int SentPasses { get; set; }
    public int SentLength { get; set; }
}
