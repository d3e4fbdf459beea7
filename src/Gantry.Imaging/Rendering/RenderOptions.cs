using Gantry.Imaging.Grey;

namespace Gantry.Imaging.Rendering;

/// <summary>How a frame is shown.</summary>
public sealed record RenderOptions
{
    public static RenderOptions Default { get; } = new();

    /// <summary>Takes the place of the instance's own windows and tables.</summary>
    public Window? Window { get; init; }

    /// <summary>Which of the instance's windows, from 0; one that is not there falls back to its tables, then to the frame's own range.</summary>
    public int WindowIndex { get; init; }

    /// <summary>The part of the frame that is shown; null is all of it.</summary>
    public PictureRegion? Region { get; init; }

    /// <summary>The picture is made as large as fits in this width and height, in its true proportions (Pixel Aspect Ratio, spacing); null keeps the pixels as they are.</summary>
    public PictureSize? Size { get; init; }

    /// <summary>Overlays of groups 60xx are drawn in white (PS3.3 C.9.2). Default true.</summary>
    public bool ShowsOverlays { get; init; } = true;
}
