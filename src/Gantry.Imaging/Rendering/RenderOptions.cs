using Gantry.Imaging.Colour;
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

    /// <summary>What a display shutter covers is covered (PS3.3 C.7.6.11). Default true.</summary>
    public bool ShowsShutters { get; init; } = true;

    /// <summary>The greys are those of a presentation state: Photometric Interpretation does not turn them round, Presentation LUT Shape alone does (PS3.4 N.2.3).</summary>
    public bool IsPresentationState { get; init; }

    /// <summary>How the region is turned before it is brought to size.</summary>
    public QuarterTurn Turn { get; init; }

    /// <summary>The height of a pixel as a multiple of its width; null reads it from the instance.</summary>
    public double? PixelAspect { get; init; }

    /// <summary>Annotation that is drawn over the frame.</summary>
    public IReadOnlyList<GraphicLine> Graphics { get; init; } = [];

    /// <summary>Text that is written over the frame.</summary>
    public IReadOnlyList<GraphicText> Texts { get; init; } = [];

    /// <summary>Written into the picture's upper left corner; null for nothing.</summary>
    public string? UpperText { get; init; }

    /// <summary>Written into the picture's lower left corner; null for nothing.</summary>
    public string? LowerText { get; init; }

    /// <summary>The greys are looked up in the data set's palette: a pseudo-colour presentation state (PS3.3 A.33.3).</summary>
    public bool IsPseudoColour { get; init; }

    /// <summary>Colours are brought from those of the instance's ICC profile, or else from sRGB, to this space; null keeps them as they are.</summary>
    public RgbSpace? Colours { get; init; }

    /// <summary>It is a failure where that cannot be done, since the profile is not read; otherwise colours then stay as they are.</summary>
    public bool NeedsColours { get; init; }
}
