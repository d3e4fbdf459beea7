using Gantry.Archive.Peers;
using Gantry.Archive.Security;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;

namespace Gantry.Server.Dimse;

/// <summary>Whether a requestor may associate, as whom, and what it may ask for.</summary>
/// <param name="Reject">Null where it may.</param>
/// <param name="Reason">Why not, for log, history and audit.</param>
/// <param name="Peer">The registered peer whose AE title it calls by; null for others.</param>
internal sealed record AdmissionDecision(AssociateReject? Reject, string Reason, Peer? Peer)
{
    /// <summary>The user whose identity was checked.</summary>
    public string? User { get; init; }

    /// <summary>What the user whose identity was checked may at most; null for no narrowing.</summary>
    public Rights? UserRights { get; init; }

    /// <summary>Which right a request needs: storage commitment goes with storing, everything else that changes something too.</summary>
    public bool Permits(CommandField field)
    {
        PeerRights needed = field switch
        {
            CommandField.CStoreRequest => PeerRights.Store,
            CommandField.CFindRequest or CommandField.NGetRequest => PeerRights.Query,
            CommandField.CGetRequest or CommandField.CMoveRequest => PeerRights.Retrieve,
            _ => PeerRights.Store,
        };
        bool userMay = UserRights is not { } rights || rights.HasFlag(needed == PeerRights.Store ? Rights.Store : Rights.Read);
        return userMay && (Peer is null || Peer.Rights.HasFlag(needed));
    }
}
