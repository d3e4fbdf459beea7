using System.Buffers;
using System.Collections.Concurrent;

namespace Gantry.Server.Dimse;

/// <summary>
/// Pinned blocks of 64 KiB for sockets. Kestrel's own are of 4 KiB: at image sizes most of the network's CPU time goes into walking them.
/// Blocks beyond what is kept go to the garbage collector.
/// </summary>
internal sealed class PinnedBlockPool : MemoryPool<byte>
{
    public const int BlockBytes = 64 * 1024;

    /// <summary>16 MiB stay for the next peak.</summary>
    private const int KeptBlocks = 256;

    private readonly ConcurrentQueue<Block> free = new();
    private int freeCount;

    public override int MaxBufferSize => BlockBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (free.TryDequeue(out Block? block))
        {
            Interlocked.Decrement(ref freeCount);
            block.IsRented = true;
            return block;
        }

        return new Block(this);
    }

    protected override void Dispose(bool disposing) => free.Clear();

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref freeCount) <= KeptBlocks)
        {
            free.Enqueue(block);
        }
        else
        {
            Interlocked.Decrement(ref freeCount);
        }
    }

    private sealed class Block(PinnedBlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] bytes = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);

        public bool IsRented { get; set; } = true;

        public Memory<byte> Memory => System.Runtime.InteropServices.MemoryMarshal.CreateFromPinnedArray(bytes, 0, BlockBytes);

        public void Dispose()
        {
            if (IsRented)
            {
                IsRented = false;
                pool.Return(this);
            }
        }
    }
}
