using System.Collections.Concurrent;

namespace Gantry.Archive.Objects;

/// <summary>
/// The first bytes of what has just been stored, all before its pixel data: the series' metadata records are made of them soon after, and need not be read back from disk for it.
/// Bounded; the oldest go first.
/// </summary>
public sealed class RecentHeads
{
    private const int MaxHeadBytes = 16 << 10;
    private const int MaxTotalBytes = 16 << 20;

    private readonly ConcurrentDictionary<ObjectPlace, byte[]> heads = new();
    private readonly ConcurrentQueue<ObjectPlace> age = new();
    private long total;

    /// <summary>Keeps a copy, unless it is large.</summary>
    public void Keep(ObjectPlace place, ReadOnlySpan<byte> head)
    {
        if (head.Length is 0 or > MaxHeadBytes || !heads.TryAdd(place, head.ToArray()))
        {
            return;
        }

        age.Enqueue(place);
        Interlocked.Add(ref total, head.Length);
        while (Volatile.Read(ref total) > MaxTotalBytes && age.TryDequeue(out ObjectPlace oldest))
        {
            if (heads.TryRemove(oldest, out byte[]? gone))
            {
                Interlocked.Add(ref total, -gone.Length);
            }
        }
    }

    /// <summary>Fills a buffer from an object's first bytes; false when not all of them are kept.</summary>
    public bool TryRead(ObjectPlace place, long offset, Span<byte> buffer)
    {
        if (!heads.TryGetValue(place, out byte[]? head) || offset + buffer.Length > head.Length)
        {
            return false;
        }

        head.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
        return true;
    }

    /// <summary>Lets go of all of a key, whose bytes are about to change.</summary>
    public void Forget(string key)
    {
        foreach (ObjectPlace place in heads.Keys)
        {
            if (place.Key == key && heads.TryRemove(place, out byte[]? gone))
            {
                Interlocked.Add(ref total, -gone.Length);
            }
        }
    }
}
