namespace Gantry.Archive.Compression;

/// <summary>Tells whether a counter rises fast.</summary>
/// <param name="counter">Only rises.</param>
/// <param name="perSecond">More than these a second are fast, and more than <paramref name="few"/> since it was asked last.</param>
/// <param name="time">The clock.</param>
internal sealed class RateWatch(Func<long> counter, int perSecond, int few, TimeProvider time)
{
    private long seen = counter();
    private long at = time.GetTimestamp();

    /// <summary>What it rises by next does not count.</summary>
    public void Pardon(int count) => seen += count;

    /// <summary>What it has risen by until now does not count.</summary>
    public void Restart() => (seen, at) = (counter(), time.GetTimestamp());

    public bool IsFast()
    {
        long risen = counter() - seen;
        double seconds = Math.Max(0.05, time.GetElapsedTime(at).TotalSeconds);
        Restart();
        return risen > few && risen / seconds > perSecond;
    }
}
