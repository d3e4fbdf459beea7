using Gantry.Archive.Ingest;

namespace Gantry.Server.DicomWeb.Store;

/// <summary>Instances that wait for their commit, in the order of their parts and at most so many; their outcomes go into the report in that order.</summary>
internal sealed class PartsInFlight(int capacity, StoreReport report) : IAsyncDisposable
{
    private readonly Queue<(int Part, Task<StoreOutcome> Outcome)> waiting = new();

    /// <summary>Takes over the receiver, all of whose bytes have come.</summary>
    public async ValueTask AddAsync(int part, InstanceReceiver receiver, CancellationToken cancellationToken)
    {
        waiting.Enqueue((part, CompleteAsync(receiver, cancellationToken)));
        while (waiting.Count >= capacity || (waiting.Count > 0 && waiting.Peek().Outcome.IsCompleted))
        {
            await TakeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DrainAsync()
    {
        while (waiting.Count > 0)
        {
            await TakeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What still waits (the request failed) is awaited, so that no receiver outlives its request.</summary>
    public async ValueTask DisposeAsync()
    {
        while (waiting.TryDequeue(out (int Part, Task<StoreOutcome> Outcome) next))
        {
            await ((Task)next.Outcome).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask TakeAsync()
    {
        (int part, Task<StoreOutcome> outcome) = waiting.Dequeue();
        report.Add(part, await outcome.ConfigureAwait(false));
    }

    private static async Task<StoreOutcome> CompleteAsync(InstanceReceiver receiver, CancellationToken cancellationToken)
    {
        await using (receiver.ConfigureAwait(false))
        {
            return await receiver.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
