using System.Collections.Concurrent;
using Gantry.Archive.Peers;
using Gantry.Network.Requesting;
using Gantry.Server.Peers;

namespace Gantry.Server.Dimse.Sending;

/// <summary>
/// Associations for sending to peers: some at a time for each peer, whoever sends, so that no peer is flooded; those that have just been used are used again.
/// </summary>
internal sealed class PeerAssociations(PeerConnector connector, DimseOptions options, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, PeerSlots> slots = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for a place and gives an association that has contexts for the first of these kinds.</summary>
    public async Task<LeaseOutcome> LeaseAsync(Peer peer, IReadOnlyList<InstanceKind> kinds, CancellationToken cancellationToken)
    {
        PeerSlots mine = slots.GetOrAdd(peer.Name, _ => new PeerSlots(options.MaxAssociationsToPeer));
        await mine.Places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (mine.Take() is { } idle)
            {
                if (!idle.Association.HasEnded && idle.Peer.ChangedAt == peer.ChangedAt && kinds.All(idle.Proposal.Covers))
                {
                    return new LeaseOutcome.Open(idle);
                }

                await EndAsync(idle.Association).ConfigureAwait(false);
            }

            StorageProposal proposal = new(kinds, peer.TransferSyntaxes);
            RequestOutcome outcome = await connector.RequestAsync(peer, connector.OptionsFor(peer), proposal.Contexts, cancellationToken).ConfigureAwait(false);
            switch (outcome)
            {
                case RequestOutcome.Accepted accepted:
                    return new LeaseOutcome.Open(new PeerLease(this, peer, accepted.Association, proposal));
                case RequestOutcome.Rejected rejected:
                    mine.Places.Release();
                    return new LeaseOutcome.None($"{peer.Name} rejects the association: {rejected.Reject}");
                default:
                    mine.Places.Release();
                    return new LeaseOutcome.None(((RequestOutcome.Failed)outcome).Detail);
            }
        }
        catch
        {
            mine.Places.Release();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (PeerSlots mine in slots.Values)
        {
            while (mine.Take() is { } idle)
            {
                await EndAsync(idle.Association).ConfigureAwait(false);
            }
        }
    }

    internal async ValueTask ReturnAsync(PeerLease lease)
    {
        PeerSlots mine = slots[lease.Peer.Name];
        if (!lease.Association.HasEnded)
        {
            mine.Keep(lease);
            mine.Places.Release();
            _ = EndLaterAsync(mine, lease);
            return;
        }

        await lease.Association.DisposeAsync().ConfigureAwait(false);
        mine.Places.Release();
    }

    private async Task EndLaterAsync(PeerSlots mine, PeerLease lease)
    {
        long kept = mine.Uses(lease);
        await Task.Delay(KeptFor, time).ConfigureAwait(false);
        if (mine.TakeUnused(lease, kept))
        {
            await EndAsync(lease.Association).ConfigureAwait(false);
        }
    }

    private static async Task EndAsync(RequestedAssociation association)
    {
        await using (association.ConfigureAwait(false))
        {
            if (!association.HasEnded)
            {
                await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
