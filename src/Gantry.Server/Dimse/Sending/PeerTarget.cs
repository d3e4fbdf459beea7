using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Peers;
using Gantry.Network.Dimse;
using Gantry.Network.Requesting;
using Gantry.Network.UpperLayer;
using Gantry.Server.Dimse.Retrieve;

namespace Gantry.Server.Dimse.Sending;

/// <summary>Sends instances to a peer by C-STORE on associations from the pool; an association that is lost is asked for anew, once for an instance.</summary>
internal sealed class PeerTarget(Peer peer, PeerAssociations associations, OutgoingDatasets datasets, MoveOriginator? originator) : IInstanceTarget
{
    private readonly DatasetsAhead ahead = new(datasets);
    private IReadOnlyList<InstanceKind> kinds = [];
    private PeerLease? lease;

    public string LastFault { get; private set; } = "";

    /// <summary>The peer's answer to the last one, where it gave one.</summary>
    public ushort? LastStatus { get; private set; }

    public ValueTask PrepareAsync(IReadOnlyList<StoredInstance> instances, CancellationToken cancellationToken)
    {
        ahead.Expect(instances);
        kinds = [.. instances.Select(InstanceKind.Of).Distinct()];
        return ValueTask.CompletedTask;
    }

    public async ValueTask<SubOperationOutcome> SendAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        SubOperationOutcome outcome = await TrySendAsync(instance, cancellationToken).ConfigureAwait(false);
        if (outcome != SubOperationOutcome.Lost || lease is null)
        {
            return outcome;
        }

        // It may have been idle for too long in the peer's eyes, or this instance made the peer end it: then only this one fails.
        await DropAsync().ConfigureAwait(false);
        outcome = await TrySendAsync(instance, cancellationToken).ConfigureAwait(false);
        if (outcome == SubOperationOutcome.Lost && lease is not null)
        {
            await DropAsync().ConfigureAwait(false);
            LastFault = $"{peer.Name} ends the association over it";
            return SubOperationOutcome.Failed;
        }

        return outcome;
    }

    public async ValueTask DisposeAsync()
    {
        await ahead.DisposeAsync().ConfigureAwait(false);
        await DropAsync().ConfigureAwait(false);
    }

    /// <summary>Lost with a lease: the association ended. Lost without one: there is none to be had.</summary>
    private async ValueTask<SubOperationOutcome> TrySendAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        LastStatus = null;
        InstanceKind kind = InstanceKind.Of(instance);
        if (lease?.Proposal.Covers(kind) != true)
        {
            await DropAsync().ConfigureAwait(false);
            LeaseOutcome got = await associations.LeaseAsync(peer, [kind, .. kinds.Where(k => k != kind)], cancellationToken).ConfigureAwait(false);
            if (got is LeaseOutcome.None none)
            {
                LastFault = none.Reason;
                return SubOperationOutcome.Lost;
            }

            lease = ((LeaseOutcome.Open)got).Lease;
        }

        RequestedAssociation association = lease.Association;
        if (ContextOf(association, kind) is not { } context)
        {
            LastFault = $"{peer.Name} does not take {kind.SopClassUid}";
            return SubOperationOutcome.Failed;
        }

        return await SendAsync(association, context, instance, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SubOperationOutcome> SendAsync(RequestedAssociation association, AcceptedContext context, StoredInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            (OutgoingDataset? dataset, string fault) = await ahead.OpenAsync(instance, context.Syntax, cancellationToken).ConfigureAwait(false);
            if (dataset is null)
            {
                LastFault = fault;
                return SubOperationOutcome.Failed;
            }

            await using (dataset.ConfigureAwait(false))
            {
                Task<CommandSet?> answer = association.StoreAsync(context, instance.Identity.Instance.Value, dataset.Stream, dataset.Length, cancellationToken, originator);
                await ahead.ReadNextAsync(instance, i => ContextOf(association, InstanceKind.Of(i))?.Syntax, cancellationToken).ConfigureAwait(false);
                CommandSet? response = await answer.ConfigureAwait(false);
                SubOperationOutcome outcome = SubOperationStatus.Judge(response);
                LastStatus = response?.Status;
                LastFault = outcome switch
                {
                    SubOperationOutcome.Failed => $"{peer.Name} answers with status {response!.Status:X4}H {response.ErrorComment}".TrimEnd(),
                    SubOperationOutcome.Lost => association.EndDetail,
                    _ => "",
                };
                return outcome;
            }
        }
        catch (ObjectStoreException unreadable)
        {
            // Where the message had begun, the association cannot go on.
            LastFault = unreadable.Message;
            await EndBrokenAsync().ConfigureAwait(false);
            return SubOperationOutcome.Failed;
        }
    }

    private AcceptedContext? ContextOf(RequestedAssociation association, InstanceKind kind) =>
        ContextChoice.Find(association.Contexts, kind.SopClassUid, kind.SyntaxUid, peer.TransferSyntaxes);

    private async ValueTask EndBrokenAsync()
    {
        if (lease is { } broken)
        {
            lease = null;
            await broken.Association.AbortAsync().ConfigureAwait(false);
            await broken.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask DropAsync()
    {
        if (lease is { } old)
        {
            lease = null;
            await old.DisposeAsync().ConfigureAwait(false);
        }
    }
}
