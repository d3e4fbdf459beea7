using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Server.Dimse.Sending;

/// <summary>Opens data sets one after the other; that of the next instance is read from the store while the answer for the one before is awaited, where it goes out as it is stored and there is memory for it.</summary>
internal sealed class DatasetsAhead(OutgoingDatasets datasets) : IAsyncDisposable
{
    private IReadOnlyList<StoredInstance> run = [];
    private int sent;
    private (StoredInstance Instance, TransferSyntax Syntax, OutgoingDataset Dataset)? next;

    /// <summary>What will be sent from here on, in this order.</summary>
    public void Expect(IReadOnlyList<StoredInstance> instances) => (run, sent) = (instances, 0);

    /// <summary>As <see cref="OutgoingDatasets.OpenAsync"/>.</summary>
    public async ValueTask<(OutgoingDataset? Dataset, string Fault)> OpenAsync(StoredInstance instance, TransferSyntax to, CancellationToken cancellationToken)
    {
        if (next is { } ready && ReferenceEquals(ready.Instance, instance) && ready.Syntax == to)
        {
            next = null;
            return (ready.Dataset, "");
        }

        await DisposeAsync().ConfigureAwait(false);
        return await datasets.OpenAsync(instance, to, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The instance has been sent and its answer is awaited.</summary>
    /// <param name="instance">One of those expected.</param>
    /// <param name="choose">The syntax in which the next would be sent; null where it is not known.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async ValueTask ReadNextAsync(StoredInstance instance, Func<StoredInstance, TransferSyntax?> choose, CancellationToken cancellationToken)
    {
        while (sent < run.Count && !ReferenceEquals(run[sent++], instance))
        {
        }

        if (sent >= run.Count || next is not null || !datasets.HasRoomAhead || choose(run[sent])?.Uid is not { } uid || uid != run[sent].TransferSyntaxUid)
        {
            return;
        }

        try
        {
            TransferSyntax syntax = TransferSyntax.FromUid(uid);
            (OutgoingDataset? dataset, _) = await datasets.OpenAsync(run[sent], syntax, cancellationToken).ConfigureAwait(false);
            next = dataset is null ? null : (run[sent], syntax, dataset);
        }
        catch (Exception e) when (e is ObjectStoreException or OperationCanceledException)
        {
            // It is told when its turn comes.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (next is { } unused)
        {
            next = null;
            await unused.Dataset.DisposeAsync().ConfigureAwait(false);
        }
    }
}
