using System.Net;
using Gantry.Archive.Peers;
using Gantry.Network.Pdu;

namespace Gantry.Server.Dimse;

/// <summary>
/// Admits registered peers from their own addresses with their own rights, and others as far as the configured policy goes. A registered AE title has its
/// peer's rights wherever it is admitted from.
/// </summary>
internal sealed class PeerAdmission(Admission policy, Func<string, Peer?> find, HostAddresses addresses)
{
    /// <param name="request">The A-ASSOCIATE-RQ.</param>
    /// <param name="from">The requestor's address.</param>
    /// <param name="certificateFingerprint">SHA-256 of the certificate that it showed, in hexadecimal digits; null for none.</param>
    /// <param name="cancellationToken">Stops looking up a host name.</param>
    public async ValueTask<AdmissionDecision> DecideAsync(AssociateRequest request, EndPoint? from, string? certificateFingerprint, CancellationToken cancellationToken)
    {
        if (policy.RefuseCalled(request.CalledAe) is { } wrongTitle)
        {
            return new AdmissionDecision(AssociateReject.CalledAeNotRecognized, wrongTitle, null);
        }

        IPAddress? address = (from as IPEndPoint)?.Address;
        Peer? peer = find(request.CallingAe);
        if (peer is null)
        {
            return policy.RefuseCalling(request.CallingAe, address) is { } reason ? Refused(reason, null) : new AdmissionDecision(null, "", null);
        }

        if (peer.IsDisabled)
        {
            return Refused($"the peer {peer.Name} is disabled", peer);
        }

        if (peer.CertificateFingerprint is { } expected && !string.Equals(expected, certificateFingerprint, StringComparison.OrdinalIgnoreCase))
        {
            return Refused(certificateFingerprint is null ? $"the peer {peer.Name} must show its certificate and has shown none" : $"the certificate shown is not that of the peer {peer.Name}", peer);
        }

        bool isAtHome = peer.AnyAddress || address is null || await addresses.AreSameAsync(peer.Host, address, cancellationToken).ConfigureAwait(false);
        return isAtHome || policy.RefuseCalling(request.CallingAe, address) is null
            ? new AdmissionDecision(null, "", peer)
            : Refused($"it calls from another address than {peer.Host}, that of the peer {peer.Name}", peer);
    }

    private static AdmissionDecision Refused(string reason, Peer? peer) => new(AssociateReject.CallingAeNotRecognized, reason, peer);
}
