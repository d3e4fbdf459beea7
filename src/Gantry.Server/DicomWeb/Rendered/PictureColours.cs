namespace Gantry.Server.DicomWeb.Rendered;

/// <summary>The colours of a picture and the ICC profile in it (PS3.18 table 8.3.5-1).</summary>
internal enum PictureColours
{
    /// <summary>sRGB where the instance's colours can be brought to it; without a profile.</summary>
    Plain,

    /// <summary>The instance's own, with its profile; sRGB with its profile where it has none.</summary>
    Own,
    Srgb,
    AdobeRgb,
    RommRgb,
}
