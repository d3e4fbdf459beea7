namespace Gantry.Imaging.Frames;

/// <summary>
/// Where the pixels of a frame lie in one decoded at a part of its size. A place p counts from the frame's left or upper edge in pixels, whose middles are at 0.5, 1.5 and so on;
/// it lies at p times <see cref="Scale"/> plus <see cref="Offset"/>.
/// </summary>
/// <param name="Scale">1, 1/2, 1/4 and so on.</param>
/// <param name="Offset">0 where a sample is the mean of the pixels that it stands for; more where it lies on the first of them, as in wavelets.</param>
internal readonly record struct Reduction(double Scale, double Offset)
{
    public static Reduction None { get; } = new(1, 0);

    public bool IsNone => Scale == 1;

    /// <summary>Means of two by two of its samples are taken.</summary>
    public Reduction Halve() => new(Scale / 2, Offset / 2);

    /// <summary>What a codec leaves of a length that is halved so often: rounded up.</summary>
    public static int Side(int length, int levels) => (length + (1 << levels) - 1) >> levels;
}
