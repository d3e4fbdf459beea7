namespace Gantry.Archive.Jobs;

/// <summary>Keeps jobs durably. Other processes may add and change some at any moment.</summary>
public interface IJobStore
{
    /// <summary>Durable when it returns; its number.</summary>
    long Add(Job job);

    Job? Find(long id);

    /// <summary>Newest first.</summary>
    /// <param name="state">Of this state only; null for all.</param>
    /// <param name="kind">Of this kind only; null for all.</param>
    /// <param name="before">Of a smaller number only; 0 for the newest.</param>
    /// <param name="limit">At most so many.</param>
    IReadOnlyList<Job> List(JobState? state, string? kind, long before, int limit);

    IReadOnlyList<JobEvent> History(long id);

    /// <summary>Makes the queued job that is due longest a running one, with one more attempt; null when none is due.</summary>
    Job? Take(DateTimeOffset now);

    /// <summary>Saves how far a running job is; false when it is not to run any more.</summary>
    bool Report(long id, JobCounts counts, string? marker);

    /// <summary>A running job's try has ended.</summary>
    void Finish(long id, JobState state, DateTimeOffset nextAt, string? error, DateTimeOffset now);

    /// <summary>A job that waits for others' word, or runs, has come to its end by it; false when it is in neither state.</summary>
    bool Conclude(long id, JobState state, JobCounts counts, string? error, DateTimeOffset now);

    /// <summary>Cancels a queued or running job, or has one that has ended tried again; null when there is no such job or it is not in such a state.</summary>
    Job? Change(long id, JobState to, DateTimeOffset now, string by);

    /// <summary>After a start: what ran when the process ended is queued.</summary>
    int Requeue(DateTimeOffset now);

    /// <summary>Forgets jobs that ended before.</summary>
    int Prune(DateTimeOffset before);

    /// <summary>When the next queued job is due; null when none is queued.</summary>
    DateTimeOffset? NextDue();
}
