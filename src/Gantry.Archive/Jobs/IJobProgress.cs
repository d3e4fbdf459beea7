namespace Gantry.Archive.Jobs;

/// <summary>Takes how far a job is; saved now and then, and at its end.</summary>
public interface IJobProgress
{
    /// <param name="counts">In all tries together.</param>
    /// <param name="marker">Where a later try goes on.</param>
    void Report(JobCounts counts, string? marker);
}
