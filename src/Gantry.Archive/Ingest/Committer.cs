using System.Diagnostics;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Ingest;

/// <summary>
/// The one thread that commits: all that has arrived is one write and one data sync, and one index transaction that is made ready while the disk writes and committed
/// after it; then the answers. Deletions and other work that must not meet a commit run between batches. Nothing that goes wrong ends the thread; it fails the batch that it belongs to.
/// </summary>
internal sealed class Committer : IDisposable
{
    private readonly IArchiveIndex index;
    private readonly SegmentAppender appender;
    private readonly SegmentOptions segments;
    private readonly IngestMetrics metrics;
    private readonly ILogger logger;
    private readonly Action<string>? reached;
    private readonly int maxBatch;
    private readonly object gate = new();
    private readonly Thread thread;
    private Queue<PendingInstance> waiting = new();
    private readonly Queue<Action> maintenance = new();
    private readonly List<InstanceUid> asked = [];
    private readonly FreeRoom room;
    private readonly TimeSpan sealAfter;
    private readonly Action untilStored;
    private bool isStopping;

    public Committer(ISegmentStorage storage, IArchiveIndex index, SegmentAppender appender, SegmentOptions segments, int maxBatch, IngestMetrics metrics, ILogger logger, Action<string>? reached)
    {
        (this.index, this.appender, this.segments, this.maxBatch) = (index, appender, segments, maxBatch);
        sealAfter = TimeSpan.FromSeconds(segments.SealAfterSeconds);
        room = new FreeRoom(storage, segments.MinFreeBytes);
        (this.metrics, this.logger, this.reached) = (metrics, logger, reached);
        untilStored = UntilStored;
        thread = new Thread(Run) { IsBackground = true, Name = "committer" };
        thread.Start();
    }

    /// <summary>Completes once the instance is durable in object and index, or nothing of it is.</summary>
    public Task<CommitAnswer> CommitAsync(PendingInstance instance)
    {
        lock (gate)
        {
            if (isStopping)
            {
                return Task.FromResult(CommitAnswer.Refused(RefusalReason.Unavailable, "The archive is stopping."));
            }

            waiting.Enqueue(instance);
            Monitor.Pulse(gate);
        }

        return instance.Answer;
    }

    /// <summary>Runs some work between two batches.</summary>
    public Task<T> RunAsync<T>(Func<SegmentAppender, T> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (isStopping)
            {
                throw new InvalidOperationException("The archive is stopping.");
            }

            maintenance.Enqueue(() =>
            {
                try
                {
                    done.SetResult(work(appender));
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            });
            Monitor.Pulse(gate);
        }

        return done.Task;
    }

    /// <summary>Commits what waits, seals if so configured, and ends the thread.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isStopping)
            {
                return;
            }

            isStopping = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
        appender.Dispose();
    }

    private void Run()
    {
        List<PendingInstance> batch = [];
        while (TakeNext(batch, out Action? work))
        {
            if (work is not null)
            {
                work();
            }
            else
            {
                Commit(batch);
                batch.Clear();
            }
        }

        Finish();
    }

    /// <summary>Waits for something to do; false when there is nothing left and the archive is stopping. A monitor sleeps at once, where a semaphore would spin first.</summary>
    private bool TakeNext(List<PendingInstance> batch, out Action? work)
    {
        lock (gate)
        {
            while (waiting.Count == 0 && maintenance.Count == 0 && !isStopping)
            {
                if (!Monitor.Wait(gate, appender.Key.Length > 0 ? sealAfter : Timeout.InfiniteTimeSpan) && waiting.Count == 0)
                {
                    work = SealQuiet;
                    return true;
                }
            }

            if (maintenance.TryDequeue(out work))
            {
                return true;
            }

            while (batch.Count < maxBatch && waiting.TryDequeue(out PendingInstance? next))
            {
                batch.Add(next);
            }

            return batch.Count > 0;
        }
    }

    private void Commit(List<PendingInstance> batch)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            HandBackHeld(batch);
            if (batch.Count == 0)
            {
                return;
            }

            if (room.Refusal(batch.Sum(i => i.Bytes?.Length ?? 0)) is { } full)
            {
                logger.StoreFull(full);
                RefuseAll(batch, RefusalReason.StoreFull, full);
                return;
            }

            long end = appender.BeginAppend(batch);
            InstanceEntry[] entries = [.. batch.Select(p => p.Entry)];
            List<SegmentMark> marks = appender.Marks(end);
            IReadOnlyList<CommitResult> results = CommitToIndex(entries, marks);
            appender.Accept(end);
            reached?.Invoke("commit.indexed");
            Settle(batch, results);
            appender.SealIfFull();
            metrics.Committed(Stopwatch.GetElapsedTime(started), batch.Count);
        }
        catch (Exception e)
        {
            Fail(batch, e);
        }
    }

    /// <summary>An instance whose UID is held goes back to its receiver, which compares the bytes, and may come again.</summary>
    private void HandBackHeld(List<PendingInstance> batch)
    {
        asked.Clear();
        foreach (PendingInstance instance in batch)
        {
            if (instance.IsUnasked)
            {
                asked.Add(instance.Entry.Identity.Instance);
            }
        }

        if (asked.Count == 0)
        {
            return;
        }

        IReadOnlyList<StoredInstance?> held = index.FindAll(asked);
        int next = 0;
        List<(PendingInstance, CommitAnswer)> answers = [];
        batch.RemoveAll(instance =>
        {
            if (!instance.IsUnasked || held[next++] is not { } before)
            {
                return false;
            }

            answers.Add((instance, new CommitAnswer(default, Held: before)));
            return true;
        });
        BatchAnswers.HandOut(answers);
    }

    private IReadOnlyList<CommitResult> CommitToIndex(InstanceEntry[] entries, List<SegmentMark> marks)
    {
        try
        {
            return index.Commit(entries, marks, untilStored);
        }
        catch (IndexException e) when (e.IsTransient)
        {
            return index.Commit(entries, marks, untilStored);
        }
    }

    private void UntilStored()
    {
        appender.Sync();
        reached?.Invoke("commit.synced");
    }

    private void Settle(List<PendingInstance> batch, IReadOnlyList<CommitResult> results)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (results[i].Status is CommitStatus.Duplicate or CommitStatus.Failed or CommitStatus.Outdated && batch[i].Record is { } record)
            {
                Bury(record);
            }
        }

        List<(PendingInstance, CommitAnswer)> answers = new(batch.Count);
        for (int i = 0; i < batch.Count; i++)
        {
            if (results[i].Status == CommitStatus.Failed)
            {
                logger.RowRefused(results[i].Detail);
            }

            answers.Add((batch[i], new CommitAnswer(results[i], Place: batch[i].Entry.Place)));
        }

        BatchAnswers.HandOut(answers);
        reached?.Invoke("commit.answered");
    }

    private void Bury(SegmentRecord record)
    {
        try
        {
            appender.Bury(record);
        }
        catch (ObjectStoreException e)
        {
            // The row is what counts; a rebuild finds the twin again and passes over it.
            logger.MaintenanceFailed(e);
        }
    }

    private void Fail(List<PendingInstance> batch, Exception cause)
    {
        logger.CommitFailed(batch.Count, cause);
        appender.RollBack(cause);

        bool isFull = cause is ObjectStoreException { IsFull: true };
        if (isFull)
        {
            room.AskAgain();
        }

        RefuseAll(batch, isFull ? RefusalReason.StoreFull : RefusalReason.Unavailable, cause switch
        {
            ObjectStoreException { IsFull: true } => "No room is left on the object store.",
            IndexException => "The index cannot be written now.",
            _ => "The object store cannot be written now.",
        });
    }

    private static void RefuseAll(List<PendingInstance> batch, RefusalReason reason, string detail) =>
        BatchAnswers.HandOut([.. batch.Select(instance => (instance, CommitAnswer.Refused(reason, detail)))]);

    private void SealQuiet() => Mark(isSealing: true);

    private void Finish() => Mark(segments.SealOnStop);

    /// <summary>Tells the index how far all is indexed, after sealing where that is wanted.</summary>
    private void Mark(bool isSealing)
    {
        try
        {
            if (isSealing)
            {
                appender.SealOpen();
            }

            index.Commit([], appender.Marks(appender.End, isLast: true));
            appender.Accept(appender.End);
        }
        catch (Exception e)
        {
            logger.MaintenanceFailed(e);
        }
    }
}
