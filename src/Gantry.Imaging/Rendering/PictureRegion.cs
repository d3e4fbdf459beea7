namespace Gantry.Imaging.Rendering;

/// <summary>A rectangle of a frame in pixels, from its upper left corner; what lies outside the frame is cut off.</summary>
public readonly record struct PictureRegion(int X, int Y, int Width, int Height);
