using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Corrections;

internal static partial class CorrectionLog
{
    [LoggerMessage(1, LogLevel.Information, "{Count} corrections were taken from the history.")]
    public static partial void Taken(ILogger logger, int count);

    [LoggerMessage(2, LogLevel.Warning, "Corrections wait: the history or the index cannot be used now.")]
    public static partial void Failed(ILogger logger, Exception exception);
}
