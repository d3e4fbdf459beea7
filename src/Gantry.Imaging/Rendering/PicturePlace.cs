namespace Gantry.Imaging.Rendering;

/// <summary>Where points of a frame lie in the picture that was made of it: cut, turned and brought to size.</summary>
/// <param name="Region">The part of the frame that is shown.</param>
/// <param name="Turn">How it was turned.</param>
/// <param name="Width">Of the picture.</param>
/// <param name="Height">Of the picture.</param>
internal readonly record struct PicturePlace(PictureRegion Region, QuarterTurn Turn, int Width, int Height)
{
    /// <summary>Of a point in pixels of the frame, or in fractions of the part that is shown.</summary>
    public (double X, double Y) Of((double X, double Y) point, bool isOfDisplay)
    {
        (double x, double y) = isOfDisplay ? point : ((point.X - Region.X) / Region.Width, (point.Y - Region.Y) / Region.Height);
        (x, y) = (Turn.Quarters & 3) switch
        {
            1 => (1 - y, x),
            2 => (1 - x, 1 - y),
            3 => (y, 1 - x),
            _ => (x, y),
        };
        return ((Turn.IsMirrored ? 1 - x : x) * Width, y * Height);
    }
}
