using Gantry.Archive.Index;
using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Requesting;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Server.Peers;

namespace Gantry.Server.Dimse.Jobs;

/// <summary>Asks a peer for a patient's studies and has those retrieved that are not here in full: the newest first, some of them.</summary>
internal sealed class PrefetchJob(PeerRegistry peers, PeerConnector connector, IInstanceCatalog catalog, JobQueue jobs) : IJobHandler
{
    private const int MaxStudies = 10;
    private const int MaxAnswers = 1000;

    public string Kind => ExchangeKinds.Prefetch;

    public async Task<JobOutcome> RunAsync(Job job, IJobProgress progress, CancellationToken cancellationToken)
    {
        ExchangeArguments arguments = ExchangeArguments.Parse(job.Arguments);
        if (peers.Find(arguments.Peer) is not { } peer)
        {
            return new JobOutcome.Failed($"there is no peer of the name {arguments.Peer}");
        }

        RequestOutcome outcome = await connector.RequestAsync(peer, connector.OptionsFor(peer), [FindScu.Context(InformationModel.StudyRoot)], cancellationToken).ConfigureAwait(false);
        if (outcome is not RequestOutcome.Accepted { Association: var association })
        {
            return new JobOutcome.Retry(outcome is RequestOutcome.Rejected r ? $"{peer.Name} rejects the association: {r.Reject}" : ((RequestOutcome.Failed)outcome).Detail);
        }

        List<(string Study, string Date, long Instances)> found = [];
        await using (association.ConfigureAwait(false))
        {
            Dataset identifier = new Dataset().Set(Tags.QueryRetrieveLevel, "STUDY").Set(Tags.PatientID, arguments.PatientId!)
                .Set(Tags.StudyInstanceUID, Vr.UI).Set(Tags.StudyDate, Vr.DA).Set(Tags.NumberOfStudyRelatedInstances, Vr.IS);
            FindResult result = await FindScu.FindAsync(
                association,
                InformationModel.StudyRoot,
                identifier,
                match =>
                {
                    // A peer that matches loosely might name another patient's study.
                    if (match.GetString(Tags.StudyInstanceUID) is { } study && match.GetString(Tags.PatientID) == arguments.PatientId)
                    {
                        found.Add((study, match.GetString(Tags.StudyDate) ?? "", match.GetInteger(Tags.NumberOfStudyRelatedInstances) ?? long.MaxValue));
                    }

                    return found.Count < MaxAnswers;
                },
                cancellationToken).ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                return new JobOutcome.Retry(result.ToString());
            }

            await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return await RetrieveAsync(job, arguments, found, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JobOutcome> RetrieveAsync(Job job, ExchangeArguments arguments, List<(string Study, string Date, long Instances)> found, IJobProgress progress, CancellationToken cancellationToken)
    {
        int asked = 0;
        foreach ((string study, _, long instances) in found.OrderByDescending(f => f.Date, StringComparer.Ordinal).Where(f => DicomUid.IsAcceptable(f.Study)))
        {
            IReadOnlyList<StoredInstance> here = await catalog.ListAsync(StudyUid.Parse(study), null, null, cancellationToken).ConfigureAwait(false);
            bool isWhole = here.Count > 0 && (instances == long.MaxValue || here.Count >= instances);
            if (!isWhole && asked < MaxStudies)
            {
                asked++;
                ExchangeArguments retrieve = new(arguments.Peer, Method: arguments.Method, Studies: [study]);
                jobs.Add(new Job { Kind = ExchangeKinds.Retrieve, Subject = retrieve.Describe(), Arguments = retrieve.ToJson(), By = job.By });
            }
        }

        progress.Report(new JobCounts(found.Count, asked, 0, 0), null);
        return new JobOutcome.Done();
    }
}
