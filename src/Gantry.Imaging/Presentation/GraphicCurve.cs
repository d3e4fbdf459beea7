namespace Gantry.Imaging.Presentation;

/// <summary>A smooth curve through points: cubic pieces whose slope at a point is that from its neighbour before to its neighbour behind (Catmull and Rom); closed where the last point is the first.</summary>
internal static class GraphicCurve
{
    /// <summary>Straight pieces between two points.</summary>
    private const int Steps = 16;

    /// <summary>As many points as a curve is brought to: what has more is drawn straight.</summary>
    private const int MaxPoints = 6000;

    public static (double X, double Y)[] Through((double X, double Y)[] points)
    {
        if (points.Length is < 3 or > MaxPoints)
        {
            return points;
        }

        bool isClosed = points[0] == points[^1];
        int pieces = points.Length - 1;
        List<(double X, double Y)> curve = new((pieces * Steps) + 1) { points[0] };
        for (int i = 0; i < pieces; i++)
        {
            (double X, double Y) from = points[i], to = points[i + 1];
            (double X, double Y) before = i > 0 ? points[i - 1] : isClosed ? points[^2] : from, behind = i + 2 < points.Length ? points[i + 2] : isClosed ? points[1] : to;
            for (int step = 1; step < Steps; step++)
            {
                double t = step / (double)Steps;
                curve.Add((At(before.X, from.X, to.X, behind.X, t), At(before.Y, from.Y, to.Y, behind.Y, t)));
            }

            curve.Add(to);
        }

        return [.. curve];
    }

    private static double At(double before, double from, double to, double behind, double t) =>
        from + (t / 2 * (to - before + (t * ((2 * before) - (5 * from) + (4 * to) - behind + (t * ((3 * (from - to)) + behind - before))))));
}
