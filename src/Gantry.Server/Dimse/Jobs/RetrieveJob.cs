using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Dicom;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Network.Services.Storage;
using Gantry.Server.Peers;

namespace Gantry.Server.Dimse.Jobs;

/// <summary>Has a peer send to us what it holds (C-GET, or C-MOVE to our own AE title), or move it to somebody else. What is here already does no harm.</summary>
internal sealed class RetrieveJob(string kind, PeerRegistry peers, PeerConnector connector, IStorageScp storage, DimseOptions options) : IJobHandler
{
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
        (IReadOnlyList<PresentationContextProposal> contexts, IReadOnlyList<RoleSelection> roles) = moves ? ([RetrieveScu.MoveContext(keys.Model)], []) : RetrieveScu.GetContexts(keys.Model, []);
        RequestorOptions how = connector.OptionsFor(peer) with { Roles = roles, Storage = moves ? null : storage };
        switch (await connector.RequestAsync(peer, how, contexts, cancellationToken).ConfigureAwait(false))
        {
            case RequestOutcome.Accepted { Association: var association }:
                await using (association.ConfigureAwait(false))
                {
                    AeTitle destination = AeTitle.Parse(arguments.Destination ?? options.AeTitle);
                    void Report(RetrieveResult r) => progress.Report(new JobCounts(r.Total, r.Completed, r.Failed, r.Warnings), null);
                    RetrieveResult result = moves
                        ? await RetrieveScu.MoveAsync(association, keys, destination, Report, cancellationToken, CancellationToken.None).ConfigureAwait(false)
                        : await RetrieveScu.GetAsync(association, keys, Report, cancellationToken, CancellationToken.None).ConfigureAwait(false);
                    await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
                    return Judge(result, association.EndDetail);
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
