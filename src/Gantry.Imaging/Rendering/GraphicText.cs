namespace Gantry.Imaging.Rendering;

/// <summary>A text object of annotation (PS3.3 C.10.5.1). Written upright, however the picture is turned.</summary>
/// <param name="Text">Lines are parted by CR LF.</param>
/// <param name="Box">Two corners of the box that the text stands in: column and row; null where it stands at its anchor.</param>
/// <param name="IsBoxOfDisplay">The box is given in fractions of the part of the frame that is shown, rather than in pixels of the frame.</param>
/// <param name="Anchor">The point that it tells of; null for none.</param>
/// <param name="IsAnchorOfDisplay">The same for the anchor.</param>
/// <param name="ShowsAnchor">A line leads from the text to the anchor.</param>
/// <param name="Alignment">Within the box: 0 left, 0.5 in the middle, 1 right.</param>
/// <param name="Grey">0 to 255.</param>
public sealed record GraphicText(
    string Text, ((double X, double Y) First, (double X, double Y) Second)? Box, bool IsBoxOfDisplay, (double X, double Y)? Anchor, bool IsAnchorOfDisplay, bool ShowsAnchor, double Alignment, byte Grey);
