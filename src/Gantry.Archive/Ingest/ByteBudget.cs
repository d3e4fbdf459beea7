namespace Gantry.Archive.Ingest;

/// <summary>A bound on the bytes that instances hold in memory on their way in. Who finds it used up waits for a while, never for ever.</summary>
internal sealed class ByteBudget(long limit, TimeSpan patience, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource<bool> Signal)> waiters = new();
    private long used;

    /// <summary>More than half is used: large instances had better go to disk.</summary>
    public bool IsUnderPressure => Volatile.Read(ref used) > limit / 2;

    public long Used => Volatile.Read(ref used);

    /// <summary>True once the bytes are the caller's; false when nothing was given back for as long as patience lasts.</summary>
    public async ValueTask<bool> TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        LinkedListNode<(long, TaskCompletionSource<bool> Signal)> node;
        lock (gate)
        {
            if (waiters.Count == 0 && (used == 0 || used + bytes <= limit))
            {
                used += bytes;
                return true;
            }

            node = waiters.AddLast((bytes, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        try
        {
            return await node.Value.Signal.Task.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            lock (gate)
            {
                if (node.List is not null)
                {
                    waiters.Remove(node);
                }
                else
                {
                    // It was given in the same moment.
                    used -= bytes;
                    Admit();
                }
            }

            return e is TimeoutException ? false : throw new OperationCanceledException(cancellationToken);
        }
    }

    public void Give(long bytes)
    {
        lock (gate)
        {
            used -= bytes;
            Admit();
        }
    }

    private void Admit()
    {
        while (waiters.First is { } first && (used == 0 || used + first.Value.Bytes <= limit))
        {
            waiters.RemoveFirst();
            used += first.Value.Bytes;
            first.Value.Signal.SetResult(true);
        }
    }
}
