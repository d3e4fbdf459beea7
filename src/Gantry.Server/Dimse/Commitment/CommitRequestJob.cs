using System.Globalization;
using Gantry.Archive.Index;
using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.Commitment;
using Gantry.Network.Services.Normalized;
using Gantry.Server.Peers;

namespace Gantry.Server.Dimse.Commitment;

/// <summary>Asks a peer to commit to instances that the archive holds, and waits for its report, on the same association or one of the peer's own. Where none comes it is asked again.</summary>
internal sealed class CommitRequestJob(PeerRegistry peers, PeerConnector connector, RetrievePlanner planner, JobQueue jobs, Lazy<CommitmentScp> receiver, TimeProvider time) : IJobHandler
{
    public const string JobKind = ExchangeKinds.Commit;

    /// <summary>A peer may be long in checking; then it is asked anew.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromHours(1);

    /// <summary>The association stays open for a quick answer.</summary>
    private static readonly TimeSpan QuickAnswer = TimeSpan.FromSeconds(10);

    public string Kind => JobKind;

    public async Task<JobOutcome> RunAsync(Job job, IJobProgress progress, CancellationToken cancellationToken)
    {
        ExchangeArguments arguments = ExchangeArguments.Parse(job.Arguments);
        if (peers.Find(arguments.Peer) is not { } peer)
        {
            return new JobOutcome.Failed($"there is no peer of the name {arguments.Peer}");
        }

        JobOutcome waiting = new JobOutcome.Retry($"waits for the report of {peer.Name}");
        if (job.Marker is { } asked && time.GetUtcNow() - DateTimeOffset.Parse(asked, CultureInfo.InvariantCulture) < AskAgain)
        {
            return waiting;
        }

        List<ReferencedInstance> instances = [];
        RetrievePlan plan = await planner.PlanAsync(arguments.ToRequest(), cancellationToken).ConfigureAwait(false);
        await foreach (IReadOnlyList<StoredInstance> run in plan.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            instances.AddRange(run.Select(i => new ReferencedInstance(i.Identity.SopClassUid, i.Identity.Instance.Value)));
        }

        if (instances.Count == 0)
        {
            return new JobOutcome.Failed("the archive holds nothing of it");
        }

        RequestOutcome outcome = await connector.RequestAsync(peer, connector.OptionsFor(peer) with { Services = [receiver.Value] }, [new PresentationContextProposal(
            1, StorageCommitment.SopClassUid, [TransferSyntax.ExplicitVrLittleEndian.Uid, TransferSyntax.ImplicitVrLittleEndian.Uid])], cancellationToken).ConfigureAwait(false);
        if (outcome is not RequestOutcome.Accepted { Association: var association })
        {
            return new JobOutcome.Retry(outcome is RequestOutcome.Rejected r ? $"{peer.Name} rejects the association: {r.Reject}" : ((RequestOutcome.Failed)outcome).Detail);
        }

        await using (association.ConfigureAwait(false))
        {
            if (association.Contexts.Count == 0)
            {
                return new JobOutcome.Failed($"{peer.Name} does not offer storage commitment");
            }

            NormalizedResult? result = await association.InvokeAsync(association.Contexts[0], StorageCommitment.Request(TransactionUid.Of(job), instances), cancellationToken).ConfigureAwait(false);
            if (result is not { IsSuccessOrWarning: true })
            {
                return new JobOutcome.Retry(result is null ? association.EndDetail : $"{peer.Name} answers with status {result.Status:X4}H {result.Comment}".TrimEnd());
            }

            progress.Report(new JobCounts(instances.Count, 0, 0, 0), time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
            await WaitAsync(job.Id, association, cancellationToken).ConfigureAwait(false);
            await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            return waiting;
        }
    }

    private async Task WaitAsync(long id, RequestedAssociation association, CancellationToken cancellationToken)
    {
        long since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < QuickAnswer && !association.HasEnded && jobs.Store.Find(id)?.State == JobState.Running)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken).ConfigureAwait(false);
        }
    }
}
