using Microsoft.Extensions.Logging;

namespace Gantry.Server.DicomWeb;

/// <summary>The log of the DICOMweb services; paths hold UIDs, never names of patients.</summary>
internal static partial class DicomWebLog
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "{Path}: the object store failed")]
    public static partial void ObjectStoreFailed(this ILogger logger, string path, Exception exception);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Error, Message = "{Path}: the index failed")]
    public static partial void IndexFailed(this ILogger logger, string path, Exception exception);
}
