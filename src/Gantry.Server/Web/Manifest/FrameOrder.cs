namespace Gantry.Server.Web.Manifest;

/// <summary>
/// The order in which a reader pages through a series: along the slices' normal where every frame has its own place in one orientation,
/// in the direction in which the instance numbers run; otherwise as numbered.
/// </summary>
internal static class FrameOrder
{
    private const double SameDirection = 0.999;
    private const double SamePlaceMm = 0.01;

    public static void Sort(List<FrameFacts> frames)
    {
        frames.Sort(ByNumber);
        if (frames.Count < 2 || !TryPlaces(frames, out double[] places))
        {
            return;
        }

        // The direction of the numbers: the sign of their correlation with the places.
        double meanPlace = places.Average(), meanIndex = (places.Length - 1) / 2.0, covariance = 0;
        for (int i = 0; i < places.Length; i++)
        {
            covariance += (places[i] - meanPlace) * (i - meanIndex);
        }

        FrameFacts[] sorted = [.. frames];
        Array.Sort(places, sorted);
        for (int i = 1; i < places.Length; i++)
        {
            if (places[i] - places[i - 1] < SamePlaceMm)
            {
                return;
            }
        }

        if (covariance < 0)
        {
            Array.Reverse(sorted);
        }

        frames.Clear();
        frames.AddRange(sorted);
    }

    private static int ByNumber(FrameFacts a, FrameFacts b)
    {
        int byNumber = (a.Number ?? int.MaxValue).CompareTo(b.Number ?? int.MaxValue);
        if (byNumber != 0)
        {
            return byNumber;
        }

        int byUid = string.CompareOrdinal(a.Instance.Identity.Instance.Value, b.Instance.Identity.Instance.Value);
        return byUid != 0 ? byUid : a.Frame.CompareTo(b.Frame);
    }

    private static bool TryPlaces(List<FrameFacts> frames, out double[] places)
    {
        places = new double[frames.Count];
        if (frames[0].Orientation is not { Length: 6 } first)
        {
            return false;
        }

        double[] normal = Normal(first);
        for (int i = 0; i < places.Length; i++)
        {
            if (frames[i].Position is not { Length: 3 } position || frames[i].Orientation is not { Length: 6 } orientation
                || Dot(Normal(orientation), normal) < SameDirection)
            {
                return false;
            }

            places[i] = Dot(position, normal);
        }

        return true;
    }

    private static double[] Normal(double[] o) =>
        [(o[1] * o[5]) - (o[2] * o[4]), (o[2] * o[3]) - (o[0] * o[5]), (o[0] * o[4]) - (o[1] * o[3])];

    private static double Dot(double[] a, double[] b) => (a[0] * b[0]) + (a[1] * b[1]) + (a[2] * b[2]);
}
