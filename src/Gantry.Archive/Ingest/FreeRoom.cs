using System.Diagnostics;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>Knows whether the store has room for more. Asks it once a second while there is plenty, each time when it may be short.</summary>
internal sealed class FreeRoom(ISegmentStorage storage, long minFreeBytes)
{
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);

    private long free;
    private long askedAt;

    /// <summary>Why so many bytes are not taken; null when they are.</summary>
    public string? Refusal(long bytes)
    {
        if (free - bytes < 4 * minFreeBytes || Stopwatch.GetElapsedTime(askedAt) > Validity)
        {
            free = storage.FreeBytes;
            askedAt = Stopwatch.GetTimestamp();
        }

        free -= bytes;
        return free >= minFreeBytes ? null : $"Less than {minFreeBytes >> 20} MiB are left on the object store.";
    }

    /// <summary>The store said that it is full.</summary>
    public void AskAgain() => free = 0;
}
