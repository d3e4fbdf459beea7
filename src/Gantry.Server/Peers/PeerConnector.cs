using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gantry.Archive.Peers;
using Gantry.Dicom;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.Verification;
using Gantry.Network.UpperLayer;
using Gantry.Server.Security.Certificates;

namespace Gantry.Server.Peers;

/// <summary>Calls peers of the registry as association requestor; each call is noted in the history.</summary>
public sealed class PeerConnector
{
    private readonly PeerOptions options;
    private readonly AeTitle ownTitle;
    private readonly AssociationHistory history;
    private readonly TimeProvider time;
    private readonly Lazy<(X509Certificate2Collection? Authorities, X509Certificate2? Certificate)> tls;
    private readonly Lazy<RevocationLists?> revoked;

    public PeerConnector(PeerOptions options, AeTitle ownTitle, AssociationHistory history, TimeProvider time)
    {
        this.options = options;
        this.ownTitle = ownTitle;
        this.history = history;
        this.time = time;
        tls = new(LoadTls);
        revoked = new(() => options.RevocationListFile is { } file ? new RevocationLists(file, time) : null);
    }

    /// <summary>What an association with a peer is asked for with; change it by <c>with</c> for a window, roles or services.</summary>
    public RequestorOptions OptionsFor(Peer peer) => new()
    {
        CalledAe = peer.AeTitle,
        CallingAe = ownTitle,
        Tls = peer.Tls,
        TlsAuthorities = peer.Tls ? tls.Value.Authorities : null,
        TlsCertificate = peer.Tls ? tls.Value.Certificate : null,
        FindTlsFault = peer.Tls && revoked.Value is { } lists ? lists.FindFault : null,
        Limits = new AssociationLimits { Artim = TimeSpan.FromSeconds(options.ConnectSeconds) },
        Time = time,
    };

    /// <summary>Asks for an association. Whatever keeps it from being there is an outcome: no connection, a TLS fault and a disabled peer are <see cref="RequestOutcome.Failed"/>.</summary>
    public async Task<RequestOutcome> RequestAsync(Peer peer, RequestorOptions how, IReadOnlyList<PresentationContextProposal> contexts, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        RequestOutcome outcome = peer.IsDisabled ? new RequestOutcome.Failed("the peer is disabled") : await TryRequestAsync(peer, how, contexts, cancellationToken).ConfigureAwait(false);
        history.Add(new AssociationRecord
        {
            At = time.GetUtcNow(),
            IsIncoming = false,
            CallingAe = how.CallingAe.Value,
            CalledAe = how.CalledAe.Value,
            Address = $"{peer.Host}:{peer.Port}",
            Peer = peer.Name,
            Outcome = outcome switch { RequestOutcome.Accepted => "accepted", RequestOutcome.Rejected => "rejected", _ => "failed" },
            Reason = outcome switch { RequestOutcome.Rejected r => r.Reject.ToString(), RequestOutcome.Failed f => f.Detail, _ => null },
            Duration = time.GetElapsedTime(started),
        });
        return outcome;
    }

    /// <summary>Asks a peer whether it is there (C-ECHO).</summary>
    public async Task<PeerEcho> EchoAsync(Peer peer, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        PresentationContextProposal context = new(1, VerificationService.SopClassUid, [TransferSyntax.ImplicitVrLittleEndian.Uid, TransferSyntax.ExplicitVrLittleEndian.Uid]);
        switch (await RequestAsync(peer, OptionsFor(peer), [context], cancellationToken).ConfigureAwait(false))
        {
            case RequestOutcome.Accepted { Association: var association }:
                await using (association.ConfigureAwait(false))
                {
                    ushort? status = await association.EchoAsync(cancellationToken).ConfigureAwait(false);
                    if (status is not 0)
                    {
                        return new PeerEcho(false, status is { } s ? $"it answers with status {s:X4}H" : association.Contexts.Count == 0 ? "it does not offer Verification" : association.EndDetail, time.GetElapsedTime(started));
                    }

                    await association.ReleaseAsync(cancellationToken).ConfigureAwait(false);
                    return new PeerEcho(true, association.Accept.User.ImplementationVersionName, time.GetElapsedTime(started));
                }

            case RequestOutcome.Rejected rejected:
                return new PeerEcho(false, $"it rejects the association ({rejected.Reject})", time.GetElapsedTime(started));
            case RequestOutcome.Failed failed:
                return new PeerEcho(false, failed.Detail, time.GetElapsedTime(started));
            default:
                throw new InvalidOperationException();
        }
    }

    private async Task<RequestOutcome> TryRequestAsync(Peer peer, RequestorOptions how, IReadOnlyList<PresentationContextProposal> contexts, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(TimeSpan.FromSeconds(options.ConnectSeconds));
        try
        {
            return await AssociationRequestor.RequestAsync(peer.Host, peer.Port, how, contexts, limited.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            return new RequestOutcome.Failed($"no connection to {peer.Host}:{peer.Port}: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RequestOutcome.Failed($"no answer from {peer.Host}:{peer.Port} within {options.ConnectSeconds} s");
        }
    }

    private (X509Certificate2Collection?, X509Certificate2?) LoadTls()
    {
        X509Certificate2Collection? authorities = null;
        if (options.AuthorityFile is { } file)
        {
            authorities = [];
            authorities.ImportFromPemFile(file);
        }

        return (authorities, options.CertificateFile is { } own ? X509Certificate2.CreateFromPemFile(own, options.KeyFile) : null);
    }
}
