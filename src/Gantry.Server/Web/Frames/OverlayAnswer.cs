namespace Gantry.Server.Web.Frames;

/// <summary>The overlays that cover a frame (PS3.3 C.9.2).</summary>
public sealed record OverlayAnswer(IReadOnlyList<OverlayPlane> Overlays);

/// <param name="Rows">Rows of the plane.</param>
/// <param name="Columns">Columns of the plane.</param>
/// <param name="Top">Row of the frame, from 0, where its first row lies; may be negative.</param>
/// <param name="Left">Column of the frame, from 0.</param>
/// <param name="IsRegion">A region of interest (Overlay Type R), not graphics.</param>
/// <param name="Label">Overlay Label or Description.</param>
/// <param name="Bits">Base64 of one bit a pixel, row by row, from the least significant bit of each byte on.</param>
public sealed record OverlayPlane(int Rows, int Columns, int Top, int Left, bool IsRegion, string? Label, string Bits);
