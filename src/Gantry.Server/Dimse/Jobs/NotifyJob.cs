using Gantry.Archive.Index;
using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.Availability;
using Gantry.Network.Services.Normalized;
using Gantry.Server.Peers;

namespace Gantry.Server.Dimse.Jobs;

/// <summary>Tells a peer which instances of a study are available here (Instance Availability Notification SCU).</summary>
internal sealed class NotifyJob(PeerRegistry peers, PeerConnector connector, RetrievePlanner planner, DimseOptions options) : IJobHandler
{
    public string Kind => ExchangeKinds.Notify;

    public async Task<JobOutcome> RunAsync(Job job, IJobProgress progress, CancellationToken cancellationToken)
    {
        ExchangeArguments arguments = ExchangeArguments.Parse(job.Arguments);
        if (peers.Find(arguments.Peer) is not { } peer)
        {
            return new JobOutcome.Failed($"there is no peer of the name {arguments.Peer}");
        }

        RetrievePlan plan = await planner.PlanAsync(arguments.ToRequest(), cancellationToken).ConfigureAwait(false);
        PresentationContextProposal context = new(1, InstanceAvailability.SopClassUid, [TransferSyntax.ExplicitVrLittleEndian.Uid, TransferSyntax.ImplicitVrLittleEndian.Uid]);
        RequestOutcome outcome = await connector.RequestAsync(peer, connector.OptionsFor(peer), [context], cancellationToken).ConfigureAwait(false);
        if (outcome is not RequestOutcome.Accepted { Association: var association })
        {
            return new JobOutcome.Retry(outcome is RequestOutcome.Rejected r ? $"{peer.Name} rejects the association: {r.Reject}" : ((RequestOutcome.Failed)outcome).Detail);
        }

        await using (association.ConfigureAwait(false))
        {
            if (association.Contexts.Count == 0)
            {
                return new JobOutcome.Failed($"{peer.Name} does not take instance availability notifications");
            }

            long told = 0;
            await foreach (IReadOnlyList<StoredInstance> run in plan.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (IGrouping<StudyUid, StoredInstance> study in run.GroupBy(i => i.Identity.Study))
                {
                    NormalizedRequest request = InstanceAvailability.Notify(
                        study.Key.Value, [.. study.Select(i => (i.Identity.Series.Value, i.Identity.SopClassUid, i.Identity.Instance.Value))], AeTitle.Parse(options.AeTitle));
                    NormalizedResult? result = await association.InvokeAsync(association.Contexts[0], request, cancellationToken).ConfigureAwait(false);
                    if (result is not { IsSuccessOrWarning: true })
                    {
                        return result is null ? new JobOutcome.Retry(association.EndDetail)
                            : result.Status == DimseStatus.ResourceLimitation ? new JobOutcome.Retry($"{peer.Name} answers with status {result.Status:X4}H")
                            : new JobOutcome.Failed($"{peer.Name} answers with status {result.Status:X4}H {result.Comment}".TrimEnd());
                    }

                    progress.Report(new JobCounts(plan.Count, told += study.Count(), 0, 0), null);
                }
            }

            await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            return new JobOutcome.Done();
        }
    }
}
