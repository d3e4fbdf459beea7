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
}
