namespace Gantry.Codecs;

/// <summary>
/// Working objects that are kept from one frame to the next, at most one for each processor: tables, models and layouts cost more to make than a small frame to
/// decode. What an object may hold on to is bounded by its own type.
/// </summary>
internal static class Scratch<T> where T : class, new()
{
    private static readonly T?[] Kept = new T?[Environment.ProcessorCount];

    /// <summary>One that nobody else uses; in any state.</summary>
    public static T Take()
    {
        foreach (ref T? place in Kept.AsSpan())
        {
            if (Interlocked.Exchange(ref place, null) is { } kept)
            {
                return kept;
            }
        }

        return new T();
    }

    public static void Return(T used)
    {
        foreach (ref T? place in Kept.AsSpan())
        {
            if (Interlocked.CompareExchange(ref place, used, null) is null)
            {
                return;
            }
        }
    }
}
