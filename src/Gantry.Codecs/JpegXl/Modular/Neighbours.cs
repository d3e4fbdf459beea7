using System.Runtime.CompilerServices;

namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>The samples around the one being decoded, with what stands in for them at the edges (18181-1 H.3).</summary>
internal ref struct Neighbours
{
    private readonly ReadOnlySpan<int> above, twoAbove;
    private readonly int width;

    public Neighbours(int width, ReadOnlySpan<int> above, ReadOnlySpan<int> twoAbove)
    {
        this.width = width;
        this.above = above;
        this.twoAbove = twoAbove;
        if (!above.IsEmpty)
        {
            West = WestWest = North = NorthWest = above[0];
            NorthEast = NorthEastEast = above[Math.Min(1, width - 1)];
        }
    }

    public int West, WestWest, North, NorthWest, NorthEast, NorthEastEast, NorthNorth;

    /// <summary>Comes to a sample.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter(int x)
    {
        if (above.IsEmpty)
        {
            North = NorthWest = NorthEast = NorthEastEast = NorthNorth = West;
            return;
        }

        NorthEastEast = x + 2 < width ? above[x + 2] : NorthEast;
        NorthNorth = twoAbove[x];
    }

    /// <summary>Goes on to the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(int x, int value)
    {
        WestWest = x == 0 ? value : West;
        West = value;
        NorthWest = North;
        North = NorthEast;
        NorthEast = NorthEastEast;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Predict(int predictor, int weighted) =>
        Predictors.Predict(predictor, West, North, NorthWest, NorthEast, WestWest, NorthNorth, NorthEastEast, weighted);
}
