using System.Text.Json;
using Gantry.Archive.Index;
using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services;
using Gantry.Network.Services.Commitment;
using Gantry.Network.Services.Normalized;
using Gantry.Network.UpperLayer;
using Gantry.Server.Peers;

namespace Gantry.Server.Dimse.Commitment;

/// <summary>
/// Commits for a peer: reads every object back and checks it against its checksum, then reports, on the association that asked while it is open, otherwise on one of
/// our own, until the report is taken. What was found is kept, so that a later try only delivers it.
/// </summary>
internal sealed class CommitJob(IInstanceCatalog catalog, ObjectCheck check, CommitScope scope, PeerRegistry peers, PeerConnector connector, OpenRequests open) : IJobHandler
{
    public const string JobKind = "commit";

    public string Kind => JobKind;

    public async Task<JobOutcome> RunAsync(Job job, IJobProgress progress, CancellationToken cancellationToken)
    {
        CommitArguments arguments = CommitArguments.Parse(job.Arguments);
        ServedAssociation? asked = open.Take(job.Id);
        Dictionary<string, ushort> failures = job.Marker is { } kept
            ? JsonSerializer.Deserialize(kept, CommitJson.Default.DictionaryStringUInt16)!
            : await CheckAsync(arguments, progress, cancellationToken).ConfigureAwait(false);
        progress.Report(
            new JobCounts(arguments.Instances.Count, arguments.Instances.Count - failures.Count, failures.Count, 0), JsonSerializer.Serialize(failures, CommitJson.Default.DictionaryStringUInt16));
        NormalizedRequest report = StorageCommitment.Report(arguments.TransactionUid, [.. arguments.Instances.Select(i => i with { FailureReason = failures.GetValueOrDefault(i.SopInstanceUid) })]);
        if (asked is not null && await DeliverAsync(asked, report, cancellationToken).ConfigureAwait(false))
        {
            return new JobOutcome.Done();
        }

        return await DeliverAsync(arguments.PeerAe, report, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Dictionary<string, ushort>> CheckAsync(CommitArguments arguments, IJobProgress progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReferencedInstance> instances = arguments.Instances;
        Func<StoredInstance, CancellationToken, ValueTask<bool>> maySee = scope.Of(arguments.PeerAe);
        Dictionary<string, ushort> failures = [];
        for (int i = 0; i < instances.Count; i++)
        {
            ReferencedInstance asked = instances[i];
            StoredInstance? stored = await catalog.FindAsync(InstanceUid.Parse(asked.SopInstanceUid), cancellationToken).ConfigureAwait(false);
            ushort reason = stored is null || !await maySee(stored, cancellationToken).ConfigureAwait(false) ? StorageCommitment.NoSuchInstance
                : stored.Identity.SopClassUid != asked.SopClassUid ? StorageCommitment.ClassInstanceConflict
                : await check.IsWholeAsync(stored, cancellationToken).ConfigureAwait(false) ? (ushort)0 : StorageCommitment.ProcessingFailure;
            if (reason != 0)
            {
                failures[asked.SopInstanceUid] = reason;
            }

            progress.Report(new JobCounts(instances.Count, i + 1 - failures.Count, failures.Count, 0), null);
        }

        return failures;
    }

    private static async ValueTask<bool> DeliverAsync(ServedAssociation asked, NormalizedRequest report, CancellationToken cancellationToken)
    {
        AcceptedContext context = asked.Contexts.First(c => c.AbstractSyntax == StorageCommitment.SopClassUid);
        NormalizedResult? result = await asked.InvokeAsync(context, report, cancellationToken).ConfigureAwait(false);
        return result is { IsSuccessOrWarning: true };
    }

    private async Task<JobOutcome> DeliverAsync(string peerAe, NormalizedRequest report, CancellationToken cancellationToken)
    {
        if (peers.FindByAeTitle(peerAe) is not { } peer)
        {
            return new JobOutcome.Retry($"{peerAe} is not a registered peer: there is nowhere to report to");
        }

        PresentationContextProposal context = new(1, StorageCommitment.SopClassUid, [TransferSyntax.ExplicitVrLittleEndian.Uid, TransferSyntax.ImplicitVrLittleEndian.Uid]);
        RequestorOptions how = connector.OptionsFor(peer) with { Roles = [new RoleSelection(StorageCommitment.SopClassUid, Scu: false, Scp: true)] };
        RequestOutcome outcome = await connector.RequestAsync(peer, how, [context], cancellationToken).ConfigureAwait(false);
        if (outcome is not RequestOutcome.Accepted { Association: var association })
        {
            return new JobOutcome.Retry(outcome is RequestOutcome.Rejected r ? $"{peer.Name} rejects the association: {r.Reject}" : ((RequestOutcome.Failed)outcome).Detail);
        }

        await using (association.ConfigureAwait(false))
        {
            if (association.Contexts.Count == 0)
            {
                return new JobOutcome.Retry($"{peer.Name} does not take reports of storage commitment");
            }

            NormalizedResult? result = await association.InvokeAsync(association.Contexts[0], report, cancellationToken).ConfigureAwait(false);
            if (result is not { IsSuccessOrWarning: true })
            {
                return new JobOutcome.Retry(result is null ? association.EndDetail : $"{peer.Name} answers with status {result.Status:X4}H {result.Comment}".TrimEnd());
            }

            await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            return new JobOutcome.Done();
        }
    }
}
