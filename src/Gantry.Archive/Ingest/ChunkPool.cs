using System.Collections.Concurrent;

namespace Gantry.Archive.Ingest;

/// <summary>
/// Blocks of memory for instances on their way in: pinned, so that neither the collector moves them nor writing has to pin them, and never on the heap of large
/// objects that is only cleaned in full collections. Idle blocks beyond a few are left to the collector.
/// </summary>
internal sealed class ChunkPool(int keep)
{
    public const int ChunkBytes = 128 * 1024;

    private readonly ConcurrentBag<byte[]> idle = [];

    public byte[] Rent() => idle.TryTake(out byte[]? chunk) ? chunk : GC.AllocateUninitializedArray<byte>(ChunkBytes, pinned: true);

    public void Return(byte[] chunk)
    {
        if (idle.Count < keep)
        {
            idle.Add(chunk);
        }
    }
}
