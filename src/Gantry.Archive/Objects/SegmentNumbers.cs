namespace Gantry.Archive.Objects;

/// <summary>Gives each segment a number that was never used before.</summary>
public sealed class SegmentNumbers
{
    private long last;

    /// <summary>Numbers up to this one are taken.</summary>
    public void Skip(long taken) => last = Math.Max(last, taken);

    public long Next() => Interlocked.Increment(ref last);
}
