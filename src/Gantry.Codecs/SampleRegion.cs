namespace Gantry.Codecs;

/// <summary>A part of a picture: where its left and upper edge lie, and how large it is, in samples.</summary>
public readonly record struct SampleRegion(int X, int Y, int Width, int Height)
{
    /// <summary>Has samples, all of which a picture of this shape has.</summary>
    public bool IsWithin(in SampleFormat format) =>
        X >= 0 && Y >= 0 && Width > 0 && Height > 0 && X <= format.Width - Width && Y <= format.Height - Height;
}
