using System.Net;
using Gantry.Dicom;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Services.Storage;
using Gantry.Network.Services.Verification;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Acceptance;

/// <summary>
/// Takes an association's messages and answers them. With an asynchronous operations window several C-STOREs complete at a time and are
/// answered as they do; at the window's end nothing more is read until one has.
/// </summary>
internal sealed class OperationDispatcher : IAsyncDisposable
{
    private readonly Association association;
    private readonly AcceptedContext?[] contexts = new AcceptedContext?[256];
    private readonly DimseAssembler assembler = new();
    private readonly OperationWindow window;
    private readonly IStorageScp storage;
    private readonly AssociateRequest request;
    private readonly EndPoint? peer;
    private readonly AssociationReport report;
    private StorageSink? sink;
    private CommandSet? command;

    public OperationDispatcher(
        Association association, IReadOnlyList<AcceptedContext> accepted, int operations, IStorageScp storage, AssociateRequest request, EndPoint? peer, AssociationReport report)
    {
        this.association = association;
        this.storage = storage;
        this.request = request;
        this.peer = peer;
        this.report = report;
        window = new OperationWindow(operations);
        foreach (AcceptedContext context in accepted)
        {
            contexts[context.Id] = context;
        }
    }

    public bool IsBetweenMessages => !assembler.IsInsideMessage;

    /// <summary>Takes a fragment; returns the fault that ends the association, or null.</summary>
    public async ValueTask<DimseFault?> TakeAsync(PdvFragment fragment, CancellationToken cancellationToken)
    {
        if (contexts[fragment.ContextId] is not { } context)
        {
            return new DimseFault($"presentation context {fragment.ContextId} was not accepted", IsInvalid: true);
        }

        DimseStep step = assembler.Take(fragment);
        switch (step.Kind)
        {
            case DimseStepKind.Command:
                command = step.Command!;
                return await OnCommandAsync(command, context, cancellationToken);
            case DimseStepKind.Data:
                report.DatasetBytes += step.Data.Length;
                if (sink is not null)
                {
                    await OnDataAsync(sink, step, context, cancellationToken);
                }

                return null;
            case DimseStepKind.Malformed:
                return new DimseFault(step.Error!, IsInvalid: true);
            default:
                return null;
        }
    }

    /// <summary>Waits until everything in flight is answered.</summary>
    public Task FinishAsync() => window.WaitForAllAsync();

    /// <summary>Drops the data set that never became whole; what is completing completes, its answer may find nobody.</summary>
    public async ValueTask DisposeAsync()
    {
        if (sink is not null)
        {
            await sink.DisposeAsync();
            sink = null;
        }

        try
        {
            await window.WaitForAllAsync();
        }
        finally
        {
            window.Dispose();
        }
    }

    private async ValueTask<DimseFault?> OnCommandAsync(CommandSet set, AcceptedContext context, CancellationToken cancellationToken)
    {
        if (set.IsResponse)
        {
            return new DimseFault($"{set.Field} to nothing that was asked", IsInvalid: false);
        }

        if (set.MessageId is null && set.Field != CommandField.CCancelRequest)
        {
            return new DimseFault($"{set.Field} without a Message ID", IsInvalid: false);
        }

        switch (set.Field)
        {
            case CommandField.CCancelRequest:
                return null;
            case CommandField.CEchoRequest:
                report.Echoes++;
                await RespondAsync(context.Id, VerificationService.Respond(set), cancellationToken);
                return null;
            case CommandField.CStoreRequest when Refusal(set, context) is null:
                await window.EnterAsync(cancellationToken);
                sink = storage.Open(new StoreRequest(context.AbstractSyntax, set.AffectedSopInstanceUid!, context.Syntax, request.CallingAe, request.CalledAe, peer));
                return null;
            default:
                (ushort status, string comment) = set.Field == CommandField.CStoreRequest ? Refusal(set, context)!.Value : UnservedOperation.Answer(set, context);
                if (set.Field == CommandField.CStoreRequest)
                {
                    report.Count(success: false);
                }

                await RespondAsync(context.Id, set.Respond(status, comment), cancellationToken);
                return null;
        }
    }

    private (ushort Status, string Comment)? Refusal(CommandSet set, AcceptedContext context) =>
        context.AbstractSyntax == VerificationService.SopClassUid ? (DimseStatus.UnrecognizedOperation, "C-STORE on a Verification presentation context")
        : CommandSchema.FindMissing(set) is { } missing ? (DimseStatus.MistypedArgument, $"The C-STORE-RQ lacks {missing}")
        : set.AffectedSopClassUid != context.AbstractSyntax ? (DimseStatus.SopClassNotSupported, "SOP class is not that of the presentation context")
        : !DicomUid.IsAcceptable(set.AffectedSopInstanceUid) ? (DimseStatus.InvalidSopInstance, "Affected SOP Instance UID is not a UID")
        : window.Contains(set.MessageId!.Value) ? (DimseStatus.DuplicateInvocation, "Message ID is in use")
        : null;

    private async ValueTask OnDataAsync(StorageSink target, DimseStep step, AcceptedContext context, CancellationToken cancellationToken)
    {
        await target.WriteAsync(step.Data, cancellationToken);
        if (!step.EndsMessage)
        {
            return;
        }

        sink = null;
        CommandSet set = command!;
        if (window.Size == 1)
        {
            await CompleteAsync(target, set, context.Id);
            window.Leave(set.MessageId!.Value);
            return;
        }

        association.WatchesIdle = false;
        window.Run(set.MessageId!.Value, CompleteAsync(target, set, context.Id), () => association.WatchesIdle = true);
    }

    // Whole data sets are kept whatever becomes of the connection: no cancellation here.
    private async Task CompleteAsync(StorageSink target, CommandSet set, byte contextId)
    {
        await using (target)
        {
            StoreResult result = await target.CompleteAsync(CancellationToken.None);
            report.Count(DimseStatus.IsSuccessOrWarning(result.Status));
            await RespondAsync(contextId, set.Respond(result.Status, result.Comment), CancellationToken.None);
        }
    }

    private ValueTask<bool> RespondAsync(byte contextId, CommandSet response, CancellationToken cancellationToken) =>
        association.SendDataAsync(
            (contextId, response, association.PeerMaxPduBytes),
            static (output, s) => MessageWriter.WriteCommand(output, s.contextId, s.response, s.PeerMaxPduBytes),
            cancellationToken);
}
