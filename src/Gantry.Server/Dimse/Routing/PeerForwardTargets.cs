using Gantry.Archive.Index;
using Gantry.Archive.Peers;
using Gantry.Archive.Routing;
using Gantry.Server.Dimse.Retrieve;
using Gantry.Server.Dimse.Sending;

namespace Gantry.Server.Dimse.Routing;

/// <summary>Registered peers as destinations of rules, by C-STORE.</summary>
internal sealed class PeerForwardTargets(PeerRegistry peers, PeerAssociations associations, OutgoingDatasets datasets) : IForwardTargets
{
    public (IForwardTarget? Target, string Reason)? Open(Route route) =>
        route.Peer is not { } name ? null
        : peers.Find(name) is not { } peer ? (null, $"there is no peer of the name {name}")
        : peer.IsDisabled ? (null, $"the peer {name} is disabled")
        : (new Target(new PeerTarget(peer, associations, datasets, originator: null)), "");

    private sealed class Target(PeerTarget target) : IForwardTarget
    {
        public ValueTask PrepareAsync(IReadOnlyList<StoredInstance> instances, CancellationToken cancellationToken) => target.PrepareAsync(instances, cancellationToken);

        public async ValueTask<(ForwardOutcome Outcome, string Reason)> SendAsync(StoredInstance instance, CancellationToken cancellationToken)
        {
            SubOperationOutcome outcome = await target.SendAsync(instance, cancellationToken).ConfigureAwait(false);
            return outcome switch
            {
                SubOperationOutcome.Completed or SubOperationOutcome.Warning => (ForwardOutcome.Sent, ""),
                SubOperationOutcome.Lost => (ForwardOutcome.Unavailable, target.LastFault),

                // Out of resources (A7xx): later it may have some.
                _ => (target.LastStatus is { } status && (status & 0xFF00) == 0xA700 ? ForwardOutcome.Unavailable : ForwardOutcome.Refused, target.LastFault),
            };
        }

        public ValueTask DisposeAsync() => target.DisposeAsync();
    }
}
