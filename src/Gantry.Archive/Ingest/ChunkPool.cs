using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>
/// Blocks of memory for instances on their way in: pinned, so that neither the collector moves them nor writing has to pin them, never on the heap of large
/// objects that is only cleaned in full collections, and aligned as direct writes to disk need it. Idle blocks beyond a few are left to the collector.
/// </summary>
internal sealed class ChunkPool(int keep)
{
    public const int ChunkBytes = 128 * 1024;

    private readonly ConcurrentBag<Memory<byte>> idle = [];

    public Memory<byte> Rent() => idle.TryTake(out Memory<byte> chunk) ? chunk : Allocate();

    public void Return(Memory<byte> chunk)
    {
        if (idle.Count < keep)
        {
            idle.Add(chunk);
        }
    }

    private static Memory<byte> Allocate()
    {
        byte[] block = GC.AllocateUninitializedArray<byte>(ChunkBytes + SegmentRecord.Alignment, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(block, 0);
        return block.AsMemory((int)(SegmentRecord.Align(address) - address), ChunkBytes);
    }
}
