using System.Buffers;

namespace Gantry.Archive.Ingest;

/// <summary>
/// Takes the bytes of one instance as they arrive: small ones into pooled memory, larger ones straight to disk; a push parser and the checksum
/// run along. Dispose without <see cref="CompleteAsync"/> leaves nothing behind.
/// </summary>
public abstract class InstanceReceiver : IAsyncDisposable
{
    /// <summary>Takes the next bytes; they are copied before the call returns. Throws nothing for what the bytes say: that is told by <see cref="CompleteAsync"/>.</summary>
    public abstract ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken);

    /// <summary>All bytes have come. Returns once the instance is durable in object and index, or is refused. Throws only when cancelled.</summary>
    public abstract ValueTask<StoreOutcome> CompleteAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
