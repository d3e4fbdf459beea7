namespace Gantry.Network.Acceptance;

/// <summary>Counts the operations outstanding on one association against its asynchronous operations window (PS3.7 D.3.3.3).</summary>
internal sealed class OperationWindow(int size) : IDisposable
{
    private readonly SemaphoreSlim free = new(size, size);
    private readonly Dictionary<ushort, Task> running = [];
    private readonly Lock gate = new();
    private Exception? failure;

    public int Size => size;

    public bool Contains(ushort messageId)
    {
        lock (gate)
        {
            return running.ContainsKey(messageId);
        }
    }

    /// <summary>Waits for room. Throws what an operation before has thrown.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => failure is { } e ? Task.FromException(e) : free.WaitAsync(cancellationToken);

    /// <summary>An operation that ran in line has ended.</summary>
    public void Leave(ushort messageId) => free.Release();

    /// <summary>Lets an operation end by itself.</summary>
    public void Run(ushort messageId, Task operation, Action onIdle)
    {
        lock (gate)
        {
            running[messageId] = operation;
        }

        _ = ObserveAsync(messageId, operation, onIdle);
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
        if (failure is { } e)
        {
            throw new InvalidOperationException("A store operation has failed.", e);
        }
    }

    public void Dispose() => free.Dispose();

    private async Task ObserveAsync(ushort messageId, Task operation, Action onIdle)
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
            if (running.Count == 0)
            {
                onIdle();
            }
        }

        free.Release();
    }
}
