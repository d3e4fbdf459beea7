namespace Gantry.Codecs.Jpeg;

/// <summary>What the headers of a JPEG stream tell before decoding.</summary>
/// <param name="Format">Shape of the decoded samples.</param>
/// <param name="IsLossless">Process 14 (T.81 H).</param>
/// <param name="IsSubsampled">Some component has fewer samples than another.</param>
/// <param name="AdobeTransform">Colour transform of an Adobe APP14 segment: 0 none, 1 YCbCr, 2 YCCK; null without one.</param>
/// <param name="HasJfif">A JFIF APP0 segment stands there: then three components are YCbCr.</param>
/// <param name="HasRgbIdentifiers">The components are called 'R', 'G' and 'B'.</param>
public readonly record struct JpegInfo(SampleFormat Format, bool IsLossless, bool IsSubsampled, int? AdobeTransform, bool HasJfif, bool HasRgbIdentifiers);
