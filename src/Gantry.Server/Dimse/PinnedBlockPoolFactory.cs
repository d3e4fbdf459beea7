using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Gantry.Server.Dimse;

/// <summary>Gives every socket listener a <see cref="PinnedBlockPool"/>.</summary>
internal sealed class PinnedBlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new PinnedBlockPool();
}
