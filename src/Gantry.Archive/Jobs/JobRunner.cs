using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Jobs;

/// <summary>Runs due jobs, some at a time; those that failed again later, longer each time.</summary>
public sealed class JobRunner(JobQueue queue, IEnumerable<IJobHandler> handlers, JobOptions options, TimeProvider time, ILogger<JobRunner> logger)
{
    /// <summary>Other processes add jobs too, without a word to this one.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);
    private readonly IJobStore store = queue.Store;
    private readonly Dictionary<string, IJobHandler> byKind = handlers.ToDictionary(h => h.Kind, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, Task> running = new();

    /// <summary>Runs until cancelled; jobs in the middle are put back then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using SemaphoreSlim free = new(options.Workers, options.Workers);
        DateTimeOffset pruned = default;
        bool requeued = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!requeued)
                {
                    store.Requeue(time.GetUtcNow());
                    requeued = true;
                }

                if (time.GetUtcNow() - pruned > PruneInterval)
                {
                    pruned = time.GetUtcNow();
                    store.Prune(pruned - TimeSpan.FromDays(options.KeepDays));
                }

                await free.WaitAsync(cancellationToken).ConfigureAwait(false);
                Task added = queue.Added;
                if (Take(free) is { } job)
                {
                    running[job.Id] = Task.Run(() => RunAsync(job, free, cancellationToken), CancellationToken.None);
                    continue;
                }

                await Task.WhenAny(added, Task.Delay(LookInterval, time, cancellationToken)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failed)
            {
                JobLog.StoreFailed(logger, failed);
                await Task.Delay(LookInterval, time, CancellationToken.None).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(running.Values).ConfigureAwait(false);
    }

    /// <summary>The next job that is due, which keeps the place; where there is none, or it cannot be read, the place is given back.</summary>
    private Job? Take(SemaphoreSlim free)
    {
        Job? job = null;
        try
        {
            return job = store.Take(time.GetUtcNow());
        }
        finally
        {
            if (job is null)
            {
                free.Release();
            }
        }
    }

    private async Task RunAsync(Job job, SemaphoreSlim free, CancellationToken stop)
    {
        using CancellationTokenSource canceled = CancellationTokenSource.CreateLinkedTokenSource(stop);
        SavedProgress progress = new(job, store, time, canceled);
        try
        {
            JobOutcome outcome = await TryAsync(job, progress, stop, canceled.Token).ConfigureAwait(false);
            while (!TryEnd(job, progress, outcome, stop.IsCancellationRequested) && !stop.IsCancellationRequested)
            {
                await Task.Delay(LookInterval, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            running.TryRemove(job.Id, out _);
            free.Release();
        }
    }

    private async Task<JobOutcome> TryAsync(Job job, SavedProgress progress, CancellationToken stop, CancellationToken canceled)
    {
        if (!byKind.TryGetValue(job.Kind, out IJobHandler? handler))
        {
            return new JobOutcome.Failed($"nothing here does jobs of the kind {job.Kind}");
        }

        try
        {
            return await handler.RunAsync(job, progress, canceled).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (canceled.IsCancellationRequested)
        {
            return new JobOutcome.Retry(stop.IsCancellationRequested ? "the server was stopped" : "it was cancelled");
        }
        catch (Exception threw) when (threw is not OutOfMemoryException)
        {
            JobLog.Threw(logger, threw, job.Id, job.Kind);
            return new JobOutcome.Retry(threw.Message);
        }
    }

    /// <summary>False when the store cannot be written: until it can, or until the next start queues it, the job stands there as running.</summary>
    private bool TryEnd(Job job, SavedProgress progress, JobOutcome outcome, bool isStopping)
    {
        try
        {
            progress.Save();
            if (!progress.IsCanceled)
            {
                Finish(job, progress.Counts, outcome, isStopping);
            }

            return true;
        }
        catch (JobStoreException failed)
        {
            JobLog.StoreFailed(logger, failed);
            return false;
        }
    }

    private void Finish(Job job, JobCounts counts, JobOutcome outcome, bool isStopping)
    {
        DateTimeOffset now = time.GetUtcNow();
        (JobState state, string? error, TimeSpan wait) = outcome switch
        {
            JobOutcome.Done => (JobState.Done, (string?)null, TimeSpan.Zero),
            JobOutcome.Failed failed => (JobState.Failed, failed.Reason, TimeSpan.Zero),
            JobOutcome.Retry retry when isStopping => (JobState.Queued, retry.Reason, TimeSpan.Zero),
            JobOutcome.Retry retry when job.Attempts >= options.MaxAttempts => (JobState.Failed, $"{retry.Reason} (given up after {job.Attempts} tries)", TimeSpan.Zero),
            JobOutcome.Retry retry => (JobState.Queued, retry.Reason, options.Backoff(job.Attempts)),
            _ => throw new InvalidOperationException(),
        };
        store.Finish(job.Id, state, now + wait, error, now);
        JobLog.Ended(logger, job.Id, job.Kind, job.Subject, state, job.Attempts, counts.Completed, counts.Total, counts.Failed, error is null ? "" : $"; {error}");
    }
}
