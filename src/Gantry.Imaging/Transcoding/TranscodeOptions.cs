namespace Gantry.Imaging.Transcoding;

/// <summary>How frames are brought to another transfer syntax.</summary>
public sealed record TranscodeOptions
{
    public static TranscodeOptions Default { get; } = new();

    /// <summary>Quality of lossy compression, 1 to 100 in the scale of the Independent JPEG Group. Default 90.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>Every frame that is compressed without loss is decoded again and compared. Default true.</summary>
    public bool Verifies { get; init; } = true;
}
