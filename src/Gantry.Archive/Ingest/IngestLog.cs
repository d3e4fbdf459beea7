using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Ingest;

internal static partial class IngestLog
{
    [LoggerMessage(1, LogLevel.Error, "A commit of {Count} instances failed; they were refused")]
    public static partial void CommitFailed(this ILogger logger, int count, Exception cause);

    [LoggerMessage(2, LogLevel.Error, "Maintenance on the committer failed")]
    public static partial void MaintenanceFailed(this ILogger logger, Exception cause);

    [LoggerMessage(3, LogLevel.Warning, "Segment {Segment} was left unfinished after an error; it is finished at the next start")]
    public static partial void SegmentAbandoned(this ILogger logger, string segment, Exception cause);

    [LoggerMessage(4, LogLevel.Warning, "No room on the object store: {Detail}")]
    public static partial void StoreFull(this ILogger logger, string detail);

    [LoggerMessage(5, LogLevel.Warning, "The index refused an instance: {Detail}")]
    public static partial void RowRefused(this ILogger logger, string? detail);

    [LoggerMessage(6, LogLevel.Information, "Recovery: {Segments} segments looked at, {Replayed} instances indexed from their tails, {Torn} torn bytes cut, {Parts} unfinished objects removed, {Deletions} deletions finished")]
    public static partial void Recovered(this ILogger logger, int segments, int replayed, long torn, int parts, int deletions);

    [LoggerMessage(7, LogLevel.Warning, "Kept in quarantine as {Name}: {Detail}")]
    public static partial void Quarantined(this ILogger logger, string name, string detail);

    [LoggerMessage(8, LogLevel.Error, "Segment {Segment} cannot be read: {Detail}")]
    public static partial void SegmentUnreadable(this ILogger logger, string segment, string detail);

    [LoggerMessage(9, LogLevel.Information, "Deleted {Count} instances with {Bytes} bytes for {By}")]
    public static partial void Deleted(this ILogger logger, int count, long bytes, string by);

    [LoggerMessage(10, LogLevel.Error, "The earlier bytes of instance {Instance} are kept: the later ones in segment {Segment} are not whole")]
    public static partial void SupersededKept(this ILogger logger, string instance, string segment);
}
