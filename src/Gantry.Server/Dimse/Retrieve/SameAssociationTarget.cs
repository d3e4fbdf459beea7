using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Network.Dimse;
using Gantry.Network.Services;
using Gantry.Network.UpperLayer;
using Gantry.Server.Dimse.Sending;

namespace Gantry.Server.Dimse.Retrieve;

/// <summary>C-GET: C-STORE sub-operations on the association that asked, in the contexts for which it offered the SCP's role (PS3.4 C.5.3).</summary>
internal sealed class SameAssociationTarget(ServedAssociation association, OutgoingDatasets datasets) : IInstanceTarget
{
    private readonly DatasetsAhead ahead = new(datasets);
    private readonly IReadOnlyList<AcceptedContext> contexts = [.. association.Contexts.Where(c => association.PeerIsScp(c.AbstractSyntax))];

    public string LastFault { get; private set; } = "";

    public ValueTask PrepareAsync(IReadOnlyList<StoredInstance> instances, CancellationToken cancellationToken)
    {
        ahead.Expect(instances);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<SubOperationOutcome> SendAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        string sopClass = instance.Identity.SopClassUid;
        if (ContextOf(instance) is not { } context)
        {
            LastFault = $"no context with the SCP role for {sopClass}";
            return SubOperationOutcome.Failed;
        }

        OutgoingDataset? dataset;
        try
        {
            (dataset, LastFault) = await ahead.OpenAsync(instance, context.Syntax, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException unreadable)
        {
            LastFault = unreadable.Message;
            return SubOperationOutcome.Failed;
        }

        if (dataset is null)
        {
            return SubOperationOutcome.Failed;
        }

        await using (dataset.ConfigureAwait(false))
        {
            CommandSet request = new() { Field = CommandField.CStoreRequest, AffectedSopClassUid = sopClass, AffectedSopInstanceUid = instance.Identity.Instance.Value, Priority = 0 };
            Task<DimseResponse?> answer = association.InvokeAsync(context, request, dataset.Stream, dataset.Length, cancellationToken);
            await ahead.ReadNextAsync(instance, i => ContextOf(i)?.Syntax, cancellationToken).ConfigureAwait(false);
            DimseResponse? response = await answer.ConfigureAwait(false);
            SubOperationOutcome outcome = SubOperationStatus.Judge(response?.Command);
            LastFault = outcome == SubOperationOutcome.Failed ? $"status {response!.Status:X4}H" : "";
            return outcome;
        }
    }

    public ValueTask DisposeAsync() => ahead.DisposeAsync();

    private AcceptedContext? ContextOf(StoredInstance instance) => ContextChoice.Find(contexts, instance.Identity.SopClassUid, instance.TransferSyntaxUid);
}
