using Gantry.Archive.Peers;
using Gantry.Network.Requesting;

namespace Gantry.Server.Dimse.Sending;

/// <summary>An association with a peer, for one user at a time. Disposing gives it back; what is open then is kept a little for who comes next.</summary>
internal sealed class PeerLease(PeerAssociations pool, Peer peer, RequestedAssociation association, StorageProposal proposal) : IAsyncDisposable
{
    public Peer Peer => peer;

    public RequestedAssociation Association => association;

    public StorageProposal Proposal => proposal;

    public ValueTask DisposeAsync() => pool.ReturnAsync(this);
}
