namespace Gantry.Network.Acceptance;

/// <summary>Counts the operations outstanding on one association against its asynchronous operations window (PS3.7 D.3.3.3).</summary>
internal sealed class OperationWindow(int size) : IDisposable
{
    private readonly SemaphoreSlim free = new(size, size);
    private readonly List<OutstandingOperation> running = [];
    private readonly Lock gate = new();
    private Exception? failure;
    private bool disposed;

    public int Size => size;

    /// <summary>As many run as may.</summary>
    public bool IsFull => free.CurrentCount == 0;

    public bool Contains(ushort messageId)
    {
        lock (gate)
        {
            return running.Exists(o => o.MessageId == messageId && !o.IsAnswered);
        }
    }

    /// <summary>Waits for room. Throws what an operation before has thrown.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => failure is { } e ? Task.FromException(e) : free.WaitAsync(cancellationToken);

    /// <summary>Takes a place where there is one.</summary>
    public bool TryEnter() => free.Wait(0);

    /// <summary>An operation that ran in line has ended.</summary>
    public void Leave() => free.Release();

    /// <summary>The final response is about to be sent: the peer may ask for the next thing before the operation has come to its end here.</summary>
    public void Leave(OutstandingOperation operation)
    {
        lock (gate)
        {
            if (!operation.IsAnswered && !disposed)
            {
                operation.IsAnswered = true;
                free.Release();
            }
        }
    }

    /// <summary>Throws what an operation has thrown.</summary>
    public void ThrowIfFailed()
    {
        if (failure is { } e)
        {
            throw new InvalidOperationException("An operation has failed.", e);
        }
    }

    /// <summary>Lets an operation end by itself.</summary>
    /// <param name="operation">For which a place was taken.</param>
    /// <param name="work">Its work.</param>
    /// <param name="onEnded">Told after each end whether nothing runs any more, and whether an operation has thrown.</param>
    public void Run(OutstandingOperation operation, Task work, Action<bool, bool> onEnded)
    {
        lock (gate)
        {
            operation.Work = work;
            running.Add(operation);
        }

        _ = ObserveAsync(operation, work, onEnded);
    }

    /// <summary>Waits until nothing runs any more; throws what an operation has thrown.</summary>
    public async Task WaitForAllAsync()
    {
        Task[] tasks;
        lock (gate)
        {
            tasks = [.. running.Select(o => o.Work)];
        }

        await Task.WhenAll(tasks);
        ThrowIfFailed();
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            free.Dispose();
        }
    }

    private async Task ObserveAsync(OutstandingOperation operation, Task work, Action<bool, bool> onEnded)
    {
        try
        {
            await work;
        }
        catch (Exception e)
        {
            failure = e;
        }

        Leave(operation);
        lock (gate)
        {
            running.Remove(operation);
            onEnded(running.Count == 0, failure is not null);
        }
    }
}
