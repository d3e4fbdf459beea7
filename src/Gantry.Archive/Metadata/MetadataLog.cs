using Gantry.Dicom;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Metadata;

internal static partial class MetadataLog
{
    [LoggerMessage(1, LogLevel.Warning, "The metadata record of series {Series} could not be made.")]
    public static partial void RecordFailed(ILogger logger, Exception exception, SeriesUid series);

    [LoggerMessage(2, LogLevel.Warning, "The making of metadata records failed; it goes on in a moment.")]
    public static partial void Failed(ILogger logger, Exception exception);
}
