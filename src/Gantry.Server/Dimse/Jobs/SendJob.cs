using Gantry.Archive.Index;
using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Archive.Retrieve;
using Gantry.Server.Dimse.Retrieve;
using Gantry.Server.Dimse.Sending;
using Gantry.Server.Peers;

namespace Gantry.Server.Dimse.Jobs;

/// <summary>Sends instances of the archive to a registered peer. A later try goes on behind the last instance that was sent.</summary>
internal sealed class SendJob(PeerRegistry peers, RetrievePlanner planner, PeerAssociations associations, OutgoingDatasets datasets) : IJobHandler
{
    public string Kind => ExchangeKinds.Send;

    public async Task<JobOutcome> RunAsync(Job job, IJobProgress progress, CancellationToken cancellationToken)
    {
        ExchangeArguments arguments = ExchangeArguments.Parse(job.Arguments);
        if (peers.Find(arguments.Peer) is not { } peer)
        {
            return new JobOutcome.Failed($"there is no peer of the name {arguments.Peer}");
        }

        RetrievePlan plan = await planner.PlanAsync(arguments.ToRequest(), cancellationToken).ConfigureAwait(false);
        if (plan.Count == 0)
        {
            return new JobOutcome.Failed("the archive holds nothing of it");
        }

        PeerTarget target = new(peer, associations, datasets, originator: null);
        await using (target.ConfigureAwait(false))
        {
            return await SendAsync(job, plan, target, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<JobOutcome> SendAsync(Job job, RetrievePlan plan, PeerTarget target, IJobProgress progress, CancellationToken cancellationToken)
    {
        string? sentLast = job.Marker;
        bool isBehind = sentLast is null;
        (long completed, long failed, long warnings) = isBehind ? (0, 0, 0) : (job.Counts.Completed, 0L, job.Counts.Warnings);
        string fault = "";
        await foreach (IReadOnlyList<StoredInstance> run in plan.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            await target.PrepareAsync(run, cancellationToken).ConfigureAwait(false);
            foreach (StoredInstance instance in run)
            {
                string uid = instance.Identity.Instance.Value;
                if (!isBehind)
                {
                    isBehind = uid == sentLast;
                    continue;
                }

                SubOperationOutcome outcome = await target.SendAsync(instance, cancellationToken).ConfigureAwait(false);
                if (outcome == SubOperationOutcome.Lost)
                {
                    return new JobOutcome.Retry(target.LastFault);
                }

                if (outcome == SubOperationOutcome.Failed)
                {
                    failed++;
                    fault = target.LastFault;
                }
                else
                {
                    completed++;
                    warnings += outcome == SubOperationOutcome.Warning ? 1 : 0;

                    // Behind a failure the marker stays: the next try takes it up again.
                    sentLast = failed == 0 ? uid : sentLast;
                }

                progress.Report(new JobCounts(plan.Count, completed, failed, warnings), sentLast);
            }
        }

        if (!isBehind)
        {
            // The instance that the marker names is gone: all is sent anew, which does no harm.
            return await SendAsync(job with { Marker = null }, plan, target, progress, cancellationToken).ConfigureAwait(false);
        }

        return failed == 0 ? new JobOutcome.Done() : new JobOutcome.Failed($"{failed} of {plan.Count} were not taken, the last because {fault}");
    }
}
