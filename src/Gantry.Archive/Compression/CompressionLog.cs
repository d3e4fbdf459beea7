using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Compression;

internal static partial class CompressionLog
{
    [LoggerMessage(1, LogLevel.Warning, "Compression rule {Rule}: an instance stays as it is: {Reason}")]
    public static partial void Failed(ILogger logger, string rule, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Compression rule {Rule} waits: {Reason}")]
    public static partial void Waits(ILogger logger, string rule, string reason);

    [LoggerMessage(3, LogLevel.Error, "Compression failed; it goes on in a moment")]
    public static partial void Stumbled(ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "{Objects} originals with {Bytes} bytes freed")]
    public static partial void Freed(ILogger logger, int objects, long bytes);

    [LoggerMessage(5, LogLevel.Error, "Compression rule {Rule} broke on instance {Instance}")]
    public static partial void Broken(ILogger logger, Exception exception, string rule, string instance);

    [LoggerMessage(6, LogLevel.Warning, "Instance {Instance} could not be compressed on arrival; it is stored as it came")]
    public static partial void ArrivalFailed(ILogger logger, Exception exception, string instance);

    [LoggerMessage(7, LogLevel.Debug, "Compression rule {Rule} lets an instance be stored as it came: {Reason}")]
    public static partial void LeftOnArrival(ILogger logger, string rule, string reason);
}
