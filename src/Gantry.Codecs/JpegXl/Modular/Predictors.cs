using System.Runtime.CompilerServices;

namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>The predictors of 18181-1 H.5.1. Arithmetic wraps around: samples of hostile streams may be anything.</summary>
internal static class Predictors
{
    public const int Gradient = 5;

    public const int Weighted = 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Predict(int predictor, int west, int north, int northWest, int northEast, int westWest, int northNorth, int northEastEast, int weighted) => predictor switch
    {
        0 => 0,
        1 => west,
        2 => north,
        3 => (int)(((long)west + north) / 2),
        4 => Select(west, north, northWest),
        5 => Clamped(north, west, northWest),
        6 => weighted,
        7 => northEast,
        8 => northWest,
        9 => westWest,
        10 => (int)(((long)west + northWest) / 2),
        11 => (int)(((long)north + northWest) / 2),
        12 => (int)(((long)north + northEast) / 2),
        _ => (int)(((6L * north) - (2L * northNorth) + (7L * west) + westWest + northEastEast + (3L * northEast) + 8) / 16),
    };

    /// <summary>North plus west less north-west, within the range of north and west.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Clamped(int north, int west, int northWest)
    {
        int low = Math.Min(north, west), high = Math.Max(north, west);
        int gradient = northWest < low ? high : north + west - northWest;
        return northWest > high ? low : gradient;
    }

    private static int Select(int west, int north, int northWest)
    {
        long fromWest = Math.Abs((long)north - northWest), fromNorth = Math.Abs((long)west - northWest);
        return fromWest < fromNorth ? west : north;
    }
}
