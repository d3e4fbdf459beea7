namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>A frame kept for later ones.</summary>
internal sealed record ReferenceFrame(FramePlanes Planes, bool IsBeforeColours);
