using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Metadata;

internal static partial class MetadataLog
{
    [LoggerMessage(1, LogLevel.Warning, "The metadata record of a series could not be made.")]
    public static partial void RecordFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Metadata records wait: the index could not be read.")]
    public static partial void IndexFailed(ILogger logger, Exception exception);
}
