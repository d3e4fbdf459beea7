using System.Net;
using Gantry.Archive.Audit;
using Gantry.Archive.Index;
using Gantry.Archive.Peers;
using Gantry.Archive.Retrieve;
using Gantry.Archive.Views;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Network.Dimse;
using Gantry.Network.Services;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Network.UpperLayer;

namespace Gantry.Server.Dimse.Retrieve;

/// <summary>C-GET and C-MOVE (PS3.4 C.4.2, C.4.3): Patient Root, Study Root and the retired Patient/Study Only.</summary>
internal sealed class RetrieveScp(RetrievePlanner planner, RetrieveTargets targets, PeerRegistry peers, ViewRegistry views, IAuditLog audit, TimeProvider time) : IServiceScp
{
    /// <summary>More often, progress would cost more than it tells.</summary>
    private static readonly TimeSpan PendingInterval = TimeSpan.FromMilliseconds(100);

    public bool Negotiates(string sopClassUid) => RetrieveSopClasses.Get.ContainsKey(sopClassUid) || RetrieveSopClasses.Move.ContainsKey(sopClassUid);

    /// <summary>Relational retrieval is served where it is asked for (PS3.4 C.5.2.1.1, C.5.3.1.1); nothing else is.</summary>
    public ReadOnlyMemory<byte>? AnswerExtended(string sopClassUid, ReadOnlyMemory<byte> proposed)
    {
        byte[] answer = new byte[proposed.Length];
        if (answer.Length > 0)
        {
            answer[0] = (byte)(proposed.Span[0] & 1);
        }

        return answer;
    }

    public bool Performs(AcceptedContext context, CommandSet request) =>
        request.AffectedSopClassUid == context.AbstractSyntax
        && ((request.Field == CommandField.CGetRequest && RetrieveSopClasses.Get.ContainsKey(context.AbstractSyntax))
            || (request.Field == CommandField.CMoveRequest && RetrieveSopClasses.Move.ContainsKey(context.AbstractSyntax)));

    public async Task PerformAsync(ServedOperation operation, CancellationToken cancellationToken)
    {
        InformationModel model = (operation.Request.Field == CommandField.CGetRequest ? RetrieveSopClasses.Get : RetrieveSopClasses.Move)[operation.Context.AbstractSyntax];
        Dataset identifier = DatasetReader.Read(operation.Dataset, operation.Context.Syntax).Dataset;
        if (RetrieveIdentifier.Read(identifier, model, out RetrieveRequest request) is { } wrong)
        {
            await operation.RespondAsync(operation.Request.Respond(RetrieveStatus.IdentifierMismatch, wrong), cancellationToken).ConfigureAwait(false);
            return;
        }

        (IInstanceTarget? target, ushort status, string comment) = targets.Open(operation);
        if (target is null)
        {
            await operation.RespondAsync(operation.Request.Respond(status, comment), cancellationToken).ConfigureAwait(false);
            return;
        }

        await using (target.ConfigureAwait(false))
        {
            RetrievePlan plan;
            try
            {
                RetrieveRequest scoped = request with { Scope = views.ScopeOf(peers.FindByAeTitle(operation.Association.PeerAe)) };
                plan = await planner.PlanAsync(scoped, cancellationToken).ConfigureAwait(false);
            }
            catch (IndexException failed)
            {
                await operation.RespondAsync(operation.Request.Respond(RetrieveStatus.UnableToCount, failed.Message), cancellationToken).ConfigureAwait(false);
                return;
            }

            await SendAllAsync(operation, plan, target, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAllAsync(ServedOperation operation, RetrievePlan plan, IInstanceTarget target, CancellationToken cancellationToken)
    {
        RetrieveProgress progress = new(operation.Request, plan.Count);
        TransferSyntax syntax = operation.Context.Syntax;
        long told = time.GetTimestamp();
        bool isLost = false;
        HashSet<StudyUid> studies = [];
        await foreach (IReadOnlyList<StoredInstance> run in plan.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            await target.PrepareAsync(run, cancellationToken).ConfigureAwait(false);
            foreach (StoredInstance instance in run)
            {
                if (operation.Canceled.IsCancellationRequested)
                {
                    await operation.RespondAsync(progress.Canceled(), progress.FailedList(syntax), cancellationToken).ConfigureAwait(false);
                    return;
                }

                if (studies.Add(instance.Identity.Study))
                {
                    await NoteAsync(operation, instance.Identity.Study, plan.Count).ConfigureAwait(false);
                }

                SubOperationOutcome outcome = isLost ? SubOperationOutcome.Lost : await target.SendAsync(instance, cancellationToken).ConfigureAwait(false);
                isLost = outcome == SubOperationOutcome.Lost;
                progress.Count(outcome, instance.Identity.Instance.Value);
                if (!isLost && time.GetElapsedTime(told) >= PendingInterval)
                {
                    told = time.GetTimestamp();
                    await operation.RespondAsync(progress.Pending(), cancellationToken).ConfigureAwait(false);
                }
            }
        }

        await operation.RespondAsync(progress.Final(target.LastFault), progress.FailedList(syntax), cancellationToken).ConfigureAwait(false);
    }

    private ValueTask NoteAsync(ServedOperation operation, StudyUid study, long count)
    {
        string? address = (operation.Association.Peer as IPEndPoint)?.Address.ToString();
        string how = operation.Request.Field == CommandField.CGetRequest ? "C-GET" : $"C-MOVE to {operation.Request.MoveDestination}";
        return audit.PostAsync(new AuditEvent(AuditKind.StudyRead, operation.Association.PeerAe, address, study.Value, $"{how}, {count} instances in all"), CancellationToken.None);
    }
}
