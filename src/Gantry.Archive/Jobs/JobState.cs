namespace Gantry.Archive.Jobs;

/// <summary>Where a job stands; the numbers are stored.</summary>
public enum JobState
{
    /// <summary>Waits for its turn, or for its next try.</summary>
    Queued = 1,
    Running = 2,
    Done = 3,

    /// <summary>Given up, until a person has it tried again.</summary>
    Failed = 4,
    Canceled = 5,
}
