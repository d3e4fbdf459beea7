namespace Gantry.Archive.Jobs;

/// <summary>How far a job is, in instances.</summary>
public readonly record struct JobCounts(long Total, long Completed, long Failed, long Warnings);
