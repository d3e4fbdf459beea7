namespace Gantry.Network.Acceptance;

/// <summary>Counts the operations outstanding on one association against its asynchronous operations window (PS3.7 D.3.3.3).</summary>
internal sealed class OperationWindow(int size) : IDisposable
{
    private readonly SemaphoreSlim free = new(size, size);
    private readonly Dictionary<ushort, Task> running = [];
    private readonly Lock gate = new();
    private Exception? failure;

    public int Size => size;

    /// <summary>As many run as may.</summary>
    public bool IsFull => free.CurrentCount == 0;

    public bool Contains(ushort messageId)
    {
        lock (gate)
        {
            return running.ContainsKey(messageId);
        }
    }

    /// <summary>Waits for room. Throws what an operation before has thrown.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => failure is { } e ? Task.FromException(e) : free.WaitAsync(cancellationToken);

    /// <summary>Takes a place where there is one.</summary>
    public bool TryEnter() => free.Wait(0);

    /// <summary>An operation that ran in line has ended.</summary>
    public void Leave() => free.Release();

    /// <summary>Throws what an operation has thrown.</summary>
    public void ThrowIfFailed()
    {
        if (failure is { } e)
        {
            throw new InvalidOperationException("An operation has failed.", e);
        }
    }

    /// <summary>Lets an operation end by itself.</summary>
    /// <param name="messageId">Of its request.</param>
    /// <param name="operation">Its work.</param>
    /// <param name="onEnded">Told after each end whether nothing runs any more, and whether an operation has thrown.</param>
    public void Run(ushort messageId, Task operation, Action<bool, bool> onEnded)
    {
        lock (gate)
        {
            running[messageId] = operation;
        }

        _ = ObserveAsync(messageId, operation, onEnded);
    }

    /// <summary>Waits until nothing runs any more; throws what an operation has thrown.</summary>
    public async Task WaitForAllAsync()
    {
        Task[] tasks;
        lock (gate)
        {
            tasks = [.. running.Values];
        }

        await Task.WhenAll(tasks);
        ThrowIfFailed();
    }

    public void Dispose() => free.Dispose();

    private async Task ObserveAsync(ushort messageId, Task operation, Action<bool, bool> onEnded)
    {
        try
        {
            await operation;
        }
        catch (Exception e)
        {
            failure = e;
        }

        lock (gate)
        {
            running.Remove(messageId);
            onEnded(running.Count == 0, failure is not null);
        }

        free.Release();
    }
}
