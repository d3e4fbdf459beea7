using System.Globalization;
using System.Net;
using Gantry.Archive.Audit;
using Gantry.Network.Acceptance;
using Gantry.Network.Dimse;
using Gantry.Server.Peers;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Dimse;

/// <summary>Writes down how each incoming association ended: a line in the log, an entry in the history, and an event in the audit stream.</summary>
internal sealed class AssociationJournal(AssociationHistory history, IAuditLog audit, TimeProvider time, ILogger logger)
{
    public async ValueTask WriteAsync(string connectionId, EndPoint? from, AssociationReport report, AdmissionDecision? decision, TimeSpan duration)
    {
        string address = (from as IPEndPoint)?.ToString() ?? from?.ToString() ?? "";
        if (report.Request is not { } request)
        {
            DimseLog.NoAssociation(logger, connectionId, address, report.Detail);
            return;
        }

        string calling = Printable(request.CallingAe);
        string called = Printable(request.CalledAe);
        string? reason = report.Reject is { } reject ? decision is { Reason.Length: > 0 } d ? d.Reason : reject.Text : report.Detail.Length > 0 ? report.Detail : null;
        history.Add(new AssociationRecord
        {
            At = time.GetUtcNow(),
            IsIncoming = true,
            CallingAe = calling,
            CalledAe = called,
            Address = address,
            Peer = decision?.Peer?.Name,
            Outcome = Word(report.End),
            Reason = reason,
            Duration = duration,
            Stored = report.Stored,
            Failed = report.Failed,
            Echoes = report.Echoes,
            Queries = report.Requests(CommandField.CFindRequest),
            Retrievals = report.Requests(CommandField.CGetRequest) + report.Requests(CommandField.CMoveRequest),
            Bytes = report.DatasetBytes,
        });
        if (report.Reject is { } refused)
        {
            DimseLog.Rejected(logger, connectionId, calling, called, address, refused.ToString(), reason!);
            await audit.PostAsync(new AuditEvent(AuditKind.AssociationRefused, calling, address, called, reason), CancellationToken.None).ConfigureAwait(false);
            return;
        }

        string brought = string.Create(CultureInfo.InvariantCulture,
            $"{Word(report.End)}; {report.Stored} stored, {report.Failed} failed, {report.Requests(CommandField.CFindRequest)} queries, {report.Requests(CommandField.CGetRequest) + report.Requests(CommandField.CMoveRequest)} retrievals, {report.Echoes} echoes");
        await audit.PostAsync(new AuditEvent(AuditKind.AssociationAccepted, calling, address, called, brought), CancellationToken.None).ConfigureAwait(false);
        DimseLog.Ended(
            logger, connectionId, calling, called, address, report.End.ToString(), duration.TotalSeconds, report.Stored, report.Failed, report.Requests(CommandField.CFindRequest), report.Echoes,
            report.DatasetBytes, reason is null ? "" : "; " + reason);
    }

    /// <summary>What a peer sent as its title goes into the log: no line breaks or escapes with it.</summary>
    private static string Printable(string title) => string.Concat(title.Select(c => c is < ' ' or > '~' ? '?' : c));

    private static string Word(AssociationEnd end) => end switch
    {
        AssociationEnd.Rejected => "rejected",
        AssociationEnd.Released => "released",
        AssociationEnd.AbortedByPeer => "aborted-by-peer",
        AssociationEnd.AbortedByUs => "aborted-by-us",
        AssociationEnd.ConnectionLost => "connection-lost",
        AssociationEnd.Idle => "idle",
        AssociationEnd.Drained => "stopped",
        _ => "failed",
    };
}
