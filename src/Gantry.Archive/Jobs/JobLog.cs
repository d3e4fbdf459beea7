using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Jobs;

internal static partial class JobLog
{
    [LoggerMessage(1, LogLevel.Information, "Job {Id} ({Kind}, {Subject}): {State} after try {Attempt}; {Completed} of {Total} done, {Failed} failed{Reason}")]
    public static partial void Ended(ILogger logger, long id, string kind, string subject, JobState state, int attempt, long completed, long total, long failed, string reason);

    [LoggerMessage(2, LogLevel.Error, "Job {Id} ({Kind}) has thrown")]
    public static partial void Threw(ILogger logger, Exception exception, long id, string kind);

    [LoggerMessage(3, LogLevel.Error, "The jobs cannot be read or written; tried again in a moment")]
    public static partial void StoreFailed(ILogger logger, Exception exception);
}
