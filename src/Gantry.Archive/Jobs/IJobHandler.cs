namespace Gantry.Archive.Jobs;

/// <summary>Does the jobs of one kind. A job may be run again after it was done in part, or wholly: doing it twice must do no harm.</summary>
public interface IJobHandler
{
    string Kind { get; }

    /// <summary>One try. What it throws counts as <see cref="JobOutcome.Retry"/>.</summary>
    Task<JobOutcome> RunAsync(Job job, IJobProgress progress, CancellationToken cancellationToken);
}
