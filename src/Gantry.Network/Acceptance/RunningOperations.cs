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

    /// <summary>No further operation fits into the window and one of those that run is not a C-STORE.</summary>
    public bool IsBusy => !running.IsEmpty && window.IsFull;

    /// <summary>Starts an operation for which a place in the window was taken.</summary>
    public void Start(IServiceScp service, CommandSet request, AcceptedContext context, ReadOnlyMemory<byte> dataset)
    {
        ushort id = request.MessageId!.Value;
        // Not disposed: it has no timer, and a C-CANCEL may hold it at the moment that the operation ends.
        var cancel = new CancellationTokenSource();
        running[id] = cancel;
        association.WatchesIdle = false;
        window.Run(id, PerformAsync(service, new ServedOperation(association, served, context, request, dataset, cancel.Token), id), OnEnded);
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
        if (hasFailed)
        {
            association.Wake();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await window.WaitForAllAsync();
        over.Dispose();
    }

    private async Task PerformAsync(IServiceScp service, ServedOperation operation, ushort id)
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
            running.TryRemove(id, out _);
        }
    }
}
