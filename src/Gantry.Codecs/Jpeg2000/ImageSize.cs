namespace Gantry.Codecs.Jpeg2000;

/// <summary>Image and tile size on the reference grid (SIZ: ITU-T T.800 A.5.1).</summary>
internal sealed record ImageSize
{
    public required int X1 { get; init; }
    public required int Y1 { get; init; }
    public required int X0 { get; init; }
    public required int Y0 { get; init; }
    public required int TileWidth { get; init; }
    public required int TileHeight { get; init; }
    public required int TileX0 { get; init; }
    public required int TileY0 { get; init; }
    public required ComponentSize[] Components { get; init; }

    public int TilesWide => CeilingDivide(X1 - TileX0, TileWidth);

    public int TilesHigh => CeilingDivide(Y1 - TileY0, TileHeight);

    /// <summary>Extent of a tile on the reference grid.</summary>
    public Extent Tile(int index)
    {
        int p = index % TilesWide, q = index / TilesWide;
        return new Extent(
            Math.Max(TileX0 + p * TileWidth, X0), Math.Max(TileY0 + q * TileHeight, Y0),
            (int)Math.Min(TileX0 + (p + 1L) * TileWidth, X1), (int)Math.Min(TileY0 + (q + 1L) * TileHeight, Y1));
    }

    public static int CeilingDivide(int a, int b) => (int)(((long)a + b - 1) / b);

    public static int CeilingShift(int a, int shift) => (int)(((long)a + (1L << shift) - 1) >> shift);
}

/// <summary>A component's precision and its sampling on the reference grid.</summary>
internal readonly record struct ComponentSize(int Bits, bool IsSigned, int StepX, int StepY)
{
    public Extent Of(Extent grid) => new(
        ImageSize.CeilingDivide(grid.X0, StepX), ImageSize.CeilingDivide(grid.Y0, StepY),
        ImageSize.CeilingDivide(grid.X1, StepX), ImageSize.CeilingDivide(grid.Y1, StepY));
}

/// <summary>A rectangle, right and lower edge not within.</summary>
internal readonly record struct Extent(int X0, int Y0, int X1, int Y1)
{
    public int Width => X1 - X0;

    public int Height => Y1 - Y0;

    public bool IsEmpty => X1 <= X0 || Y1 <= Y0;

    /// <summary>Divided by a power of two, rounded up.</summary>
    public Extent Reduce(int shift) => new(
        ImageSize.CeilingShift(X0, shift), ImageSize.CeilingShift(Y0, shift), ImageSize.CeilingShift(X1, shift), ImageSize.CeilingShift(Y1, shift));

    public Extent Intersect(Extent other) => new(Math.Max(X0, other.X0), Math.Max(Y0, other.Y0), Math.Min(X1, other.X1), Math.Min(Y1, other.Y1));

    /// <summary>Larger by so much on every side.</summary>
    public Extent Grow(int by) => new(X0 - by, Y0 - by, X1 + by, Y1 + by);
}
