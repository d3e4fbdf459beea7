namespace Gantry.Imaging.Rendering;

/// <summary>A rectangle of a frame in pixels, from its upper left corner; what lies outside the frame is cut off.</summary>
public readonly record struct PictureRegion(int X, int Y, int Width, int Height)
{
    /// <summary>What it has of another one; null where they do not meet.</summary>
    internal PictureRegion? Within(PictureRegion other)
    {
        int left = Math.Max(X, other.X), top = Math.Max(Y, other.Y);
        long right = Math.Min((long)X + Width, (long)other.X + other.Width), bottom = Math.Min((long)Y + Height, (long)other.Y + other.Height);
        return left < right && top < bottom ? new PictureRegion(left, top, (int)(right - left), (int)(bottom - top)) : null;
    }
}
