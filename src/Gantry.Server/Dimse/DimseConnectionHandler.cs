using System.Net;
using Gantry.Network.Acceptance;
using Gantry.Network.Pdu;
using Gantry.Network.Services.Storage;
using Gantry.Network.UpperLayer;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Dimse;

/// <summary>One connection to the DICOM port.</summary>
internal sealed class DimseConnectionHandler : ConnectionHandler
{
    private readonly Admission admission;
    private readonly AssociationSlots slots;
    private readonly AcceptorSettings settings;
    private readonly DimseMetrics metrics;
    private readonly ILogger<DimseConnectionHandler> logger;

    public DimseConnectionHandler(DimseOptions options, IStorageScp storage, DimseMetrics metrics, TimeProvider time, ILogger<DimseConnectionHandler> logger)
    {
        this.metrics = metrics;
        this.logger = logger;
        admission = new Admission(options);
        slots = new AssociationSlots(options.MaxAssociations, options.MaxAssociationsPerPeer);
        settings = new AcceptorSettings
        {
            Storage = storage,
            Negotiation = StorageCapability.Negotiation((ushort)options.MaxOperations, (uint)options.MaxPduBytes),
            Limits = new AssociationLimits
            {
                MaxPduBytes = (uint)options.MaxPduBytes,
                Artim = TimeSpan.FromSeconds(options.ArtimSeconds),
                Idle = TimeSpan.FromSeconds(options.IdleSeconds),
                Stall = TimeSpan.FromSeconds(options.StallSeconds),
            },
            DrainGrace = TimeSpan.FromSeconds(options.DrainSeconds),
            Time = time,
        };
    }

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        IPAddress address = (connection.RemoteEndPoint as IPEndPoint)?.Address.MapToIPv6() ?? IPAddress.IPv6None;
        SlotOutcome slot = slots.Enter(address);
        if (slot == SlotOutcome.Closed)
        {
            DimseLog.TooMany(logger, connection.ConnectionId, address.ToString(), slots.Count);
            return;
        }

        long started = settings.Time.GetTimestamp();
        string end = "failed";
        metrics.Opened();
        try
        {
            end = await ServeAsync(connection, slot == SlotOutcome.Refused, started);
        }
        catch (Exception e)
        {
            DimseLog.Failed(logger, e, connection.ConnectionId, address.ToString());
        }
        finally
        {
            slots.Leave(address);
            metrics.Ended(end, settings.Time.GetElapsedTime(started));
        }
    }

    private async Task<string> ServeAsync(ConnectionContext connection, bool isOverLimit, long started)
    {
        string reason = "";
        ValueTask<AdmissionAnswer> Admit(AssociateRequest request, CancellationToken cancellationToken)
        {
            (AssociateReject Reject, string Reason)? refusal = isOverLimit
                ? (AssociateReject.LocalLimitExceeded, "the limit of associations is reached")
                : admission.Refuse(request.CalledAe, request.CallingAe, connection.RemoteEndPoint);
            reason = refusal?.Reason ?? "";
            return ValueTask.FromResult(refusal is { } r ? AdmissionAnswer.Rejected(r.Reject) : AdmissionAnswer.Unlimited);
        }

        CancellationToken drain = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        await using AssociationAcceptor acceptor = new(connection.Transport, connection.RemoteEndPoint, settings, Admit);
        AssociationReport report = await acceptor.RunAsync(drain, CancellationToken.None);
        Log(connection, report, reason, settings.Time.GetElapsedTime(started));
        return report.End.ToString();
    }

    private void Log(ConnectionContext connection, AssociationReport report, string reason, TimeSpan duration)
    {
        string peer = connection.RemoteEndPoint?.ToString() ?? "";
        if (report.Request is not { } request)
        {
            DimseLog.NoAssociation(logger, connection.ConnectionId, peer, report.Detail);
            return;
        }

        string calling = Printable(request.CallingAe);
        string called = Printable(request.CalledAe);
        if (report.Reject is { } reject)
        {
            DimseLog.Rejected(logger, connection.ConnectionId, calling, called, peer, reject.ToString(), reason.Length > 0 ? reason : reject.Text);
            return;
        }

        string detail = report.Detail.Length > 0 ? "; " + report.Detail : "";
        DimseLog.Ended(logger, connection.ConnectionId, calling, called, peer, report.End.ToString(), duration.TotalSeconds, report.Stored, report.Failed, report.Echoes, report.DatasetBytes, detail);
    }

    /// <summary>What a peer sent as its title goes into the log: no line breaks or escapes with it.</summary>
    private static string Printable(string title) => string.Concat(title.Select(c => c is < ' ' or > '~' ? '?' : c));
}
