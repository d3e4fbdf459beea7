using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Routing;

internal static partial class RouteLog
{
    [LoggerMessage(1, LogLevel.Warning, "Rule {Route} waits until {NextAt:u} after {Attempts} tries: {Reason}")]
    public static partial void Waits(ILogger logger, string route, DateTimeOffset nextAt, int attempts, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Rule {Route}: an instance was refused and put aside: {Reason}")]
    public static partial void Refused(ILogger logger, string route, string reason);

    [LoggerMessage(3, LogLevel.Error, "Rule {Route} failed; it goes on in a moment")]
    public static partial void Failed(ILogger logger, Exception exception, string route);

    [LoggerMessage(4, LogLevel.Error, "The rules cannot be read; tried again in a moment")]
    public static partial void StoreFailed(ILogger logger, Exception exception);
}
