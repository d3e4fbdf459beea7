namespace Gantry.Archive.Jobs;

/// <summary>Takes jobs in and wakes who runs them.</summary>
public sealed class JobQueue(IJobStore store, TimeProvider time)
{
    private TaskCompletionSource added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IJobStore Store => store;

    /// <summary>Durable when it returns; its number.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="onAdded">Told the number before the queue is woken; null for none.</param>
    public long Add(Job job, Action<long>? onAdded = null)
    {
        DateTimeOffset now = time.GetUtcNow();
        long id = store.Add(job with { CreatedAt = now, NextAt = job.NextAt > now ? job.NextAt : now });
        onAdded?.Invoke(id);
        Wake();
        return id;
    }

    public Job? Cancel(long id, string by) => Changed(store.Change(id, JobState.Canceled, time.GetUtcNow(), by));

    /// <summary>Has a job that was given up or cancelled tried again, at once and with all its tries; one that waits too.</summary>
    public Job? Retry(long id, string by) => Changed(store.Change(id, JobState.Queued, time.GetUtcNow(), by));

    internal Task Added => Volatile.Read(ref added).Task;

    private Job? Changed(Job? job)
    {
        Wake();
        return job;
    }

    private void Wake() => Interlocked.Exchange(ref added, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
