namespace Gantry.Codecs.Jpeg;

/// <summary>What the headers of a JPEG stream tell before decoding.</summary>
/// <param name="Format">Shape of the decoded samples.</param>
/// <param name="IsLossless">Process 14 (T.81 H).</param>
/// <param name="IsSubsampled">Some component has fewer samples than another.</param>
/// <param name="AdobeTransform">Colour transform of an Adobe APP14 segment: 0 none, 1 YCbCr, 2 YCCK; null without one.</param>
/// <param name="HasJfif">A JFIF APP0 segment stands there: then three components are YCbCr.</param>
/// <param name="HasRgbIdentifiers">The components are called 'R', 'G' and 'B'.</param>
public readonly record struct JpegInfo(SampleFormat Format, bool IsLossless, bool IsSubsampled, int? AdobeTransform, bool HasJfif, bool HasRgbIdentifiers)
{
    /// <summary>Blocks of eight samples can be halved three times.</summary>
    public const int MaxDiscardLevels = 3;

    /// <summary>Shape of the samples that are decoded at a reduced size: each level halves width and height, rounded up. At most three count, and none of lossless streams.</summary>
    public SampleFormat ReducedFormat(int discardLevels) => IsLossless ? Format : Reduce(Format, Math.Clamp(discardLevels, 0, MaxDiscardLevels));

    internal static SampleFormat Reduce(in SampleFormat format, int levels) =>
        format with { Width = (format.Width + (1 << levels) - 1) >> levels, Height = (format.Height + (1 << levels) - 1) >> levels };
}
