using System.Reflection;
using Gantry.Archive.Jobs;
using Gantry.Backends.Sqlite.State;
using Gantry.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gantry.BackendTests.State;

/// <summary>What runs the jobs, when their store fails for a while.</summary>
public sealed class JobRunnerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-jobs-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_store_that_fails_for_a_while_takes_no_worker_away_and_leaves_no_job_running()
    {
        using StateDatabase database = StateDatabase.Open(Path.Combine(folder.FullName, "state.db"));
        IJobStore store = DispatchProxy.Create<IJobStore, FailingJobStore>();
        FailingJobStore failing = (FailingJobStore)(object)store;
        (failing.Inner, failing.Takes, failing.Finishes) = (new SqliteJobStore(database), 3, 2);
        Counting handler = new();
        JobQueue queue = new(store, TimeProvider.System);
        long id = queue.Add(new Job { Kind = handler.Kind, Subject = "one", Arguments = "{}", By = "test" });
        using CancellationTokenSource stop = new();
        Task running = new JobRunner(queue, [handler], new JobOptions { Workers = 1 }, TimeProvider.System, NullLogger<JobRunner>.Instance).RunAsync(stop.Token);

        await Eventually.IsAsync(() => store.Find(id)?.State == JobState.Done);
        Assert.Equal((0, 0), (failing.Takes, failing.Finishes));
        Assert.Equal(1, handler.Count);
        await stop.CancelAsync();
        await running;
    }

    private sealed class Counting : IJobHandler
    {
        public string Kind => "count";

        public int Count { get; private set; }

        public Task<JobOutcome> RunAsync(Job job, IJobProgress progress, CancellationToken cancellationToken)
        {
            Count++;
            return Task.FromResult<JobOutcome>(new JobOutcome.Done());
        }
    }
}

/// <summary>A store of which the next attempts to take a job, and to end one, fail.</summary>
public class FailingJobStore : DispatchProxy
{
    public IJobStore Inner { get; set; } = null!;

    public int Takes { get; set; }

    public int Finishes { get; set; }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IJobStore.Take) && Takes > 0)
        {
            // Of a kind that nobody has thought of, once.
            throw --Takes == 0 ? new InvalidOperationException("nobody has thought of this") : new JobStoreException("the disk is full");
        }

        if (targetMethod.Name == nameof(IJobStore.Finish) && Finishes > 0)
        {
            Finishes--;
            throw new JobStoreException("the disk is full");
        }

        return targetMethod.Invoke(Inner, args);
    }
}
