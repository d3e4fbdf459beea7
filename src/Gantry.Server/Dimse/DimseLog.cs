using Microsoft.Extensions.Logging;

namespace Gantry.Server.Dimse;

internal static partial class DimseLog
{
    [LoggerMessage(1, LogLevel.Information, "Association {Id} of {CallingAe} to {CalledAe} from {Peer}: {End} after {Seconds:F3} s; {Stored} stored, {Failed} failed, {Queries} queries, {Echoes} echoes, {Bytes} bytes{Detail}")]
    public static partial void Ended(ILogger logger, string id, string callingAe, string calledAe, string peer, string end, double seconds, long stored, long failed, long queries, long echoes, long bytes, string detail);

    [LoggerMessage(2, LogLevel.Information, "Association {Id} of {CallingAe} to {CalledAe} from {Peer} rejected ({Reject}): {Reason}")]
    public static partial void Rejected(ILogger logger, string id, string callingAe, string calledAe, string peer, string reject, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Connection {Id} from {Peer} closed: {Count} connections are open")]
    public static partial void TooMany(ILogger logger, string id, string peer, int count);

    [LoggerMessage(4, LogLevel.Error, "Association {Id} from {Peer} aborted: the archive failed")]
    public static partial void Failed(ILogger logger, Exception exception, string id, string peer);

    [LoggerMessage(5, LogLevel.Debug, "Connection {Id} from {Peer} ended without an association: {Detail}")]
    public static partial void NoAssociation(ILogger logger, string id, string peer, string detail);

    [LoggerMessage(6, LogLevel.Warning, "Connection {Id} from {Peer} closed: {Detail}")]
    public static partial void BadProxyHeader(ILogger logger, string id, string peer, string detail);

    [LoggerMessage(7, LogLevel.Warning, "A TLS client with the certificate {Subject} was refused: {Fault}")]
    public static partial void CertificateRefused(ILogger logger, string subject, string fault);
}
