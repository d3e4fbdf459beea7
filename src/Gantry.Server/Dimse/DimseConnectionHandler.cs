using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography;
using Gantry.Archive.Audit;
using Gantry.Archive.Peers;
using Gantry.Network.Acceptance;
using Gantry.Network.Pdu;
using Gantry.Network.Services;
using Gantry.Network.Services.Storage;
using Gantry.Network.UpperLayer;
using Gantry.Server.Dimse.Identity;
using Gantry.Server.Peers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Dimse;

/// <summary>One connection to the DICOM port.</summary>
internal sealed class DimseConnectionHandler : ConnectionHandler
{
    private readonly PeerAdmission admission;
    private readonly AssociationJournal journal;
    private readonly AssociationSlots slots;
    private readonly AcceptorSettings settings;
    private readonly UserIdentityCheck identity;
    private readonly DimseMetrics metrics;
    private readonly ILogger<DimseConnectionHandler> logger;

    public DimseConnectionHandler(
        DimseOptions options,
        IStorageScp storage,
        IEnumerable<IServiceScp> services,
        PeerRegistry peers,
        AssociationHistory history,
        IAuditLog audit,
        UserIdentityCheck identity,
        DimseMetrics metrics,
        TimeProvider time,
        ILogger<DimseConnectionHandler> logger)
    {
        IReadOnlyList<IServiceScp> served = [.. services];
        this.identity = identity;
        this.metrics = metrics;
        this.logger = logger;
        admission = new PeerAdmission(new Admission(options), peers.FindByAeTitle, new HostAddresses(time));
        journal = new AssociationJournal(history, audit, time, logger);
        slots = new AssociationSlots(options.MaxAssociations, options.MaxAssociationsPerPeer);
        settings = new AcceptorSettings
        {
            Storage = storage,
            Services = served,
            Negotiation = StorageCapability.Negotiation((ushort)options.MaxOperations, (uint)options.MaxPduBytes, served),
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
        AdmissionDecision? decision = null;
        async ValueTask<AdmissionAnswer> Admit(AssociateRequest request, CancellationToken cancellationToken)
        {
            AdmissionDecision decided = isOverLimit
                ? new AdmissionDecision(AssociateReject.LocalLimitExceeded, "the limit of associations is reached", null)
                : await admission.DecideAsync(request, connection.RemoteEndPoint, Fingerprint(connection), cancellationToken);
            if (decided.Reject is null)
            {
                IdentityAnswer user = await identity.CheckAsync(request.User.UserIdentity, connection.RemoteEndPoint, cancellationToken);
                decided = user.Refusal is { } reason
                    ? decided with { Reject = AssociateReject.NoReasonGiven, Reason = reason }
                    : decided with { User = user.User, UserRights = user.Rights };
            }

            decision = decided;
            return new AdmissionAnswer
            {
                Reject = decided.Reject,
                Permits = (field, _) => decided.Permits(field),
                UserIdentityResponse = decided.User is not null && request.User.UserIdentity is { PositiveResponseRequested: true } ? ReadOnlyMemory<byte>.Empty : null,
            };
        }

        CancellationToken drain = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        await using AssociationAcceptor acceptor = new(TransportOf(connection), connection.RemoteEndPoint, settings, Admit);
        AssociationReport report = await acceptor.RunAsync(drain, CancellationToken.None);
        await journal.WriteAsync(connection.ConnectionId, connection.RemoteEndPoint, report, decision, settings.Time.GetElapsedTime(started));
        return report.End.ToString();
    }

    /// <summary>Without TLS what we send goes to the socket without a pipe between, and Kestrel's, which nothing is written to, only ends with the connection.</summary>
    private static IDuplexPipe TransportOf(ConnectionContext connection) =>
        connection.Features.Get<ITlsHandshakeFeature>() is null && connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket }
            ? new SocketTransport(connection.Transport.Input, new SocketOutput(socket))
            : connection.Transport;

    private static string? Fingerprint(ConnectionContext connection) =>
        connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate?.GetCertHashString(HashAlgorithmName.SHA256);
}
