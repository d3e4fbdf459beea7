using System.Buffers;

namespace Gantry.Network.Services.Storage;

/// <summary>Takes one instance's data set. Disposed in every case; without <see cref="CompleteAsync"/> the data set never became whole.</summary>
public abstract class StorageSink : IAsyncDisposable
{
    /// <summary>The next bytes of the data set; borrowed until the call has completed.</summary>
    public abstract ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken);

    /// <summary>The data set is whole. What is returned goes to the peer.</summary>
    public abstract ValueTask<StoreResult> CompleteAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
