namespace Gantry.Imaging.Rendering;

/// <summary>Width and height in pixels, at least 1 each.</summary>
public readonly record struct PictureSize(int Width, int Height);
