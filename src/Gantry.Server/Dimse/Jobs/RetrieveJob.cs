using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Dicom;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Network.Services.Storage;
using Gantry.Server.Peers;

namespace Gantry.Server.Dimse.Jobs;

/// <summary>Has a peer send to us what it holds (C-GET, or C-MOVE to our own AE title), or move it to somebody else. A retrieval that had begun before asks only for what is still missing.</summary>
internal sealed class RetrieveJob(string kind, PeerRegistry peers, PeerConnector connector, MissingInstances missing, IStorageScp storage, DimseOptions options) : IJobHandler
{
    private const string Begun = "begun";

    public string Kind => kind;

    public async Task<JobOutcome> RunAsync(Job job, IJobProgress progress, CancellationToken cancellationToken)
    {
        ExchangeArguments arguments = ExchangeArguments.Parse(job.Arguments);
        RetrieveKeys keys = new() { PatientId = arguments.PatientId, Studies = arguments.Studies ?? [], Series = arguments.Series ?? [], Instances = arguments.Instances ?? [] };
        if (peers.Find(arguments.Peer) is not { } peer)
        {
            return new JobOutcome.Failed($"there is no peer of the name {arguments.Peer}");
        }

        if (keys.FindFault() is { } fault)
        {
            return new JobOutcome.Failed(fault);
        }

        bool moves = kind == ExchangeKinds.Move || arguments.Method == "move";
        IReadOnlyList<RetrieveKeys> asked = [keys];
        JobCounts before = default;
        if (kind == ExchangeKinds.Retrieve && job.Marker is not null && await missing.FindAsync(peer, keys, cancellationToken).ConfigureAwait(false) is var (rest, here))
        {
            before = new JobCounts(here, here, 0, 0);
            progress.Report(before, Begun);
            if (rest.Count == 0)
            {
                return new JobOutcome.Done();
            }

            asked = rest;
        }

        InformationModel model = asked[0].Model;
        (IReadOnlyList<PresentationContextProposal> contexts, IReadOnlyList<RoleSelection> roles) = moves ? ([RetrieveScu.MoveContext(model)], []) : RetrieveScu.GetContexts(model, []);
        RequestorOptions how = connector.OptionsFor(peer) with { Roles = roles, Storage = moves ? null : storage };
        switch (await connector.RequestAsync(peer, how, contexts, cancellationToken).ConfigureAwait(false))
        {
            case RequestOutcome.Accepted { Association: var association }:
                await using (association.ConfigureAwait(false))
                {
                    AeTitle destination = AeTitle.Parse(arguments.Destination ?? options.AeTitle);
                    JobCounts done = before;
                    JobCounts With(RetrieveResult r) => new(done.Total + r.Total, done.Completed + r.Completed, done.Failed + r.Failed, done.Warnings + r.Warnings);
                    JobOutcome judged = new JobOutcome.Done();
                    foreach (RetrieveKeys one in asked)
                    {
                        void Report(RetrieveResult r) => progress.Report(With(r), Begun);
                        RetrieveResult result = moves
                            ? await RetrieveScu.MoveAsync(association, one, destination, Report, cancellationToken, CancellationToken.None).ConfigureAwait(false)
                            : await RetrieveScu.GetAsync(association, one, Report, cancellationToken, CancellationToken.None).ConfigureAwait(false);
                        done = With(result);
                        judged = Judge(result, association.EndDetail);
                        if (judged is not JobOutcome.Done)
                        {
                            break;
                        }
                    }

                    await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
                    return judged;
                }

            case RequestOutcome.Rejected rejected:
                return new JobOutcome.Retry($"{peer.Name} rejects the association: {rejected.Reject}");
            case RequestOutcome.Failed failed:
                return new JobOutcome.Retry(failed.Detail);
            default:
                throw new InvalidOperationException();
        }
    }

    private static JobOutcome Judge(RetrieveResult result, string endDetail) =>
        result.IsSuccess || (result is { IsPartial: true, Failed: 0 }) ? new JobOutcome.Done()
        : result.Status is null ? new JobOutcome.Retry($"{result} {endDetail}".TrimEnd())
        : result.Status is 0xA700 or 0xA701 or 0xA702 || result.IsPartial ? new JobOutcome.Retry(result.ToString())
        : new JobOutcome.Failed(result.ToString());
}
