using Gantry.Archive.Jobs;
using Gantry.Network.Dimse;
using Gantry.Network.Services;
using Gantry.Network.Services.Commitment;
using Gantry.Network.Services.Normalized;
using Gantry.Network.UpperLayer;

namespace Gantry.Server.Dimse.Commitment;

/// <summary>
/// Storage Commitment Push Model on any association: N-ACTION asks us to commit, which a job does and reports; N-EVENT-REPORT brings the outcome of what we asked.
/// </summary>
internal sealed class CommitmentScp(JobQueue jobs, OpenRequests open, TimeProvider time) : NormalizedScp, IServiceScp
{
    /// <summary>The response to the request goes out before the report: not every requestor can take them the other way round.</summary>
    private static readonly TimeSpan ResponseFirst = TimeSpan.FromMilliseconds(250);

    public override bool Negotiates(string sopClassUid) => sopClassUid == StorageCommitment.SopClassUid;

    /// <summary>A peer that brings an outcome on an association of its own is its SCP there.</summary>
    public bool MayInvoke(string sopClassUid) => Negotiates(sopClassUid);

    protected override bool Offers(CommandField service, string sopClassUid, AcceptedContext context) =>
        sopClassUid == StorageCommitment.SopClassUid && service is CommandField.NActionRequest or CommandField.NEventReportRequest;

    protected override ValueTask<NormalizedResult> PerformAsync(NormalizedRequest request, ServedAssociation association, CancellationToken cancellationToken) => ValueTask.FromResult(
        request.SopInstanceUid != StorageCommitment.SopInstanceUid ? new NormalizedResult(DimseStatus.NoSuchSopInstance) { Comment = "Not the well-known instance" }
        : request.Service == CommandField.NActionRequest ? Accept(request, association)
        : Conclude(request));

    private NormalizedResult Accept(NormalizedRequest request, ServedAssociation association)
    {
        if (request.TypeId != StorageCommitment.RequestAction)
        {
            return new NormalizedResult(DimseStatus.NoSuchAction) { Comment = "The action type is 1" };
        }

        if (StorageCommitment.Read(request.Dataset, out string fault) is not var (transaction, instances))
        {
            return new NormalizedResult(DimseStatus.InvalidArgumentValue) { Comment = fault };
        }

        CommitArguments arguments = new(transaction, association.PeerAe, instances);
        try
        {
            Job job = new()
            {
                Kind = CommitJob.JobKind, Subject = $"{instances.Count} instances for {association.PeerAe}", Arguments = arguments.ToJson(), By = association.PeerAe, NextAt = time.GetUtcNow() + ResponseFirst,
            };
            jobs.Add(job, id => open.Remember(id, association));
            return new NormalizedResult(DimseStatus.Success);
        }
        catch (JobStoreException)
        {
            return new NormalizedResult(DimseStatus.ResourceLimitation) { Comment = "The request cannot be kept now, ask again later" };
        }
    }

    private NormalizedResult Conclude(NormalizedRequest request)
    {
        if (StorageCommitment.Read(request.Dataset, out string fault) is not var (transaction, instances))
        {
            return new NormalizedResult(DimseStatus.InvalidArgumentValue) { Comment = fault };
        }

        if (TransactionUid.FindJob(transaction) is not { } id || jobs.Store.Find(id) is not { Kind: CommitRequestJob.JobKind } job || TransactionUid.Of(job) != transaction)
        {
            return new NormalizedResult(DimseStatus.ProcessingFailure) { Comment = "The transaction is not one of ours" };
        }

        List<ReferencedInstance> failed = [.. instances.Where(i => i.FailureReason != 0)];
        JobCounts counts = new(instances.Count, instances.Count - failed.Count, failed.Count, 0);
        string? error = failed.Count == 0 ? null : $"{failed.Count} are not committed, the first is {failed[0].SopInstanceUid} (reason {failed[0].FailureReason:X4}H)";
        jobs.Store.Conclude(id, failed.Count == 0 ? JobState.Done : JobState.Failed, counts, error, time.GetUtcNow());
        return new NormalizedResult(DimseStatus.Success);
    }
}
