using Microsoft.Extensions.Logging;

namespace Gantry.Server.Security;

internal static partial class SecurityLog
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Endpoint} failed")]
    public static partial void RequestFailed(ILogger logger, string method, string endpoint, Exception failure);
}
