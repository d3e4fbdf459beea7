using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Rendering;

/// <summary>A rectangle of a picture whose edges may lie within pixels: the first pixel reaches from 0 to 1.</summary>
internal readonly record struct PictureArea(double X, double Y, double Width, double Height)
{
    /// <summary>Where a region of a frame lies in what was decoded of the frame.</summary>
    public static PictureArea Of(PictureRegion region, Reduction reduction) => new(
        (region.X * reduction.Scale) + reduction.Offset, (region.Y * reduction.Scale) + reduction.Offset, region.Width * reduction.Scale, region.Height * reduction.Scale);
}
