using System.Collections.Concurrent;
using Gantry.Network.Dimse;
using Gantry.Network.Services;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Acceptance;

/// <summary>The operations of <see cref="IServiceScp"/>s that run on one association: started, canceled by C-CANCEL, and stopped when nobody awaits them.</summary>
internal sealed class RunningOperations(Association association, ServedAssociation served, OperationWindow window) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ushort, CancellationTokenSource> running = new();
    private readonly CancellationTokenSource over = new();
    private volatile bool wakes;

    /// <summary>No further operation fits into the window and one of those that run is not a C-STORE.</summary>
    public bool IsBusy => !running.IsEmpty && window.IsFull;

    public bool HasRunning => !running.IsEmpty;

    /// <summary>Starts an operation for which a place in the window was taken.</summary>
    public void Start(IServiceScp service, CommandSet request, AcceptedContext context, ReadOnlyMemory<byte> dataset)
    {
        ushort id = request.MessageId!.Value;
        // Not disposed: it has no timer, and a C-CANCEL may hold it at the moment that the operation ends.
        var cancel = new CancellationTokenSource();
        running[id] = cancel;
        association.WatchesIdle = false;
        OutstandingOperation outstanding = new(id);
        ServedOperation operation = new(association, served, context, request, dataset, () => Finish(outstanding, cancel), cancel.Token);
        window.Run(outstanding, PerformAsync(service, operation, outstanding, cancel), OnEnded);
    }

    /// <summary>C-CANCEL; what is not running has just ended, which is no fault (PS3.7 9.3.2.3).</summary>
    public void Cancel(ushort? messageId)
    {
        if (messageId is { } id && running.TryGetValue(id, out CancellationTokenSource? cancel))
        {
            _ = cancel.CancelAsync();
        }
    }

    /// <summary>For <see cref="OperationWindow.Run"/>.</summary>
    public void OnEnded(bool isIdle, bool hasFailed)
    {
        association.WatchesIdle = isIdle;
        if (hasFailed || wakes)
        {
            association.Wake();
        }
    }

    /// <summary>From now on the pump is told of every operation's end: it waits for them to release the association.</summary>
    public void WakeAtEnd() => wakes = true;

    /// <summary>Nobody awaits what runs; returns when it has stopped.</summary>
    public async Task StopAsync()
    {
        await over.CancelAsync();
        await window.WaitForAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        over.Dispose();
    }

    private async Task PerformAsync(IServiceScp service, ServedOperation operation, OutstandingOperation outstanding, CancellationTokenSource cancel)
    {
        // Off the pump, which must go on reading.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await service.PerformAsync(operation, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Nobody awaits it any more.
        }
        finally
        {
            Finish(outstanding, cancel);
        }
    }

    private void Finish(OutstandingOperation operation, CancellationTokenSource cancel)
    {
        running.TryRemove(KeyValuePair.Create(operation.MessageId, cancel));
        window.Leave(operation);
    }
}
