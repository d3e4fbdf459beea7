namespace Gantry.Archive.Jobs;

/// <summary>Saves progress once a second, and learns then whether the job was cancelled.</summary>
internal sealed class SavedProgress(Job job, IJobStore store, TimeProvider time, CancellationTokenSource canceled) : IJobProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private long saved = time.GetTimestamp();
    private string? marker = job.Marker;

    public JobCounts Counts { get; private set; } = job.Counts;

    public bool IsCanceled { get; private set; }

    public void Report(JobCounts counts, string? marker)
    {
        lock (gate)
        {
            Counts = counts;
            this.marker = marker;
            if (time.GetElapsedTime(saved) < Interval)
            {
                return;
            }
        }

        Save();
    }

    public void Save()
    {
        lock (gate)
        {
            saved = time.GetTimestamp();
            IsCanceled |= !store.Report(job.Id, Counts, marker);
        }

        if (IsCanceled)
        {
            canceled.Cancel();
        }
    }
}
