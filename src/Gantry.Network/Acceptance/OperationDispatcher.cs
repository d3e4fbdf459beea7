using Gantry.Dicom;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Services;
using Gantry.Network.Services.Storage;
using Gantry.Network.Services.Verification;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Acceptance;

/// <summary>
/// Takes an association's messages: requests are performed and answered, responses go to who awaits them. With an asynchronous operations window
/// several C-STOREs complete at a time and are answered as they do; at the window's end nothing more is read until one has. Operations of
/// other services never stop the reading, so that C-CANCEL and the responses to their sub-operations get through.
/// </summary>
internal sealed class OperationDispatcher : IAsyncDisposable
{
    private readonly Association association;
    private readonly AcceptedContext?[] contexts = new AcceptedContext?[256];
    private readonly DimseAssembler assembler = new();
    private readonly OperationWindow window;
    private readonly OperationSettings settings;
    private readonly ServedAssociation served;
    private readonly AssociationReport report;
    private readonly RunningOperations running;
    private StorageSink? sink;
    private DatasetBuffer? dataset;
    private IServiceScp? performer;
    private CommandSet? command;

    public OperationDispatcher(Association association, ServedAssociation served, int operations, OperationSettings settings, AssociationReport report)
    {
        this.association = association;
        this.served = served;
        this.settings = settings;
        this.report = report;
        window = new OperationWindow(operations);
        running = new RunningOperations(association, served, window);
        foreach (AcceptedContext context in served.Contexts)
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
                await OnDataAsync(step, context, cancellationToken);
                return null;
            case DimseStepKind.Malformed:
                return new DimseFault(step.Error!, IsInvalid: true);
            default:
                return null;
        }
    }

    /// <summary>Operations run that need the reading to go on before they end.</summary>
    public bool HasRunning => running.HasRunning;

    /// <summary>The pump is told when an operation ends.</summary>
    public void WakeAtEnd() => running.WakeAtEnd();

    /// <summary>Nothing more is read: waits until what was stored is answered, and until the other operations have stopped.</summary>
    public async Task FinishAsync()
    {
        served.Invocations.End();
        await running.StopAsync();
    }

    /// <summary>Throws what an operation has thrown.</summary>
    public void ThrowIfFailed() => window.ThrowIfFailed();

    /// <summary>Drops the data set that never became whole and stops the operations that nobody awaits; what is completing completes, its answer may find nobody.</summary>
    public async ValueTask DisposeAsync()
    {
        if (sink is not null)
        {
            await sink.DisposeAsync();
            sink = null;
        }

        try
        {
            served.Invocations.End();
            await running.DisposeAsync();
        }
        finally
        {
            window.Dispose();
        }
    }

    private async ValueTask<DimseFault?> OnCommandAsync(CommandSet set, AcceptedContext context, CancellationToken cancellationToken)
    {
        dataset = null;
        if (set.IsResponse)
        {
            return await served.Invocations.TakeAsync(set) ? null : new DimseFault($"{set.Field} to nothing that was asked", IsInvalid: false);
        }

        if (set.MessageId is null && set.Field != CommandField.CCancelRequest)
        {
            return new DimseFault($"{set.Field} without a Message ID", IsInvalid: false);
        }

        switch (set.Field)
        {
            case CommandField.CCancelRequest:
                running.Cancel(set.RespondedMessageId);
                return null;
            case CommandField.CEchoRequest:
                report.Count(set.Field);
                await RespondAsync(context.Id, VerificationService.Respond(set), cancellationToken);
                return null;
            case CommandField.CStoreRequest:
                await OnStoreAsync(set, context, cancellationToken);
                return null;
            default:
                await OnOtherAsync(set, context, cancellationToken);
                return null;
        }
    }

    private async ValueTask OnStoreAsync(CommandSet set, AcceptedContext context, CancellationToken cancellationToken)
    {
        if (StoreRefusal(set, context) is var (status, comment))
        {
            report.CountStore(success: false);
            await RespondAsync(context.Id, set.Respond(status, comment), cancellationToken);
            return;
        }

        await window.EnterAsync(cancellationToken);
        sink = settings.Storage!.Open(new StoreRequest(context.AbstractSyntax, set.AffectedSopInstanceUid!, context.Syntax, served.PeerAe, served.OwnAe, served.Peer));
    }

    private (ushort Status, string Comment)? StoreRefusal(CommandSet set, AcceptedContext context) =>
        settings.Storage is null || !StorageCapability.IsStorage(context.AbstractSyntax) ? (DimseStatus.UnrecognizedOperation, "C-STORE on a presentation context that is not of storage")
        : CommandSchema.FindMissing(set) is { } missing ? (DimseStatus.MistypedArgument, $"The C-STORE-RQ lacks {missing}")
        : set.AffectedSopClassUid != context.AbstractSyntax ? (DimseStatus.SopClassNotSupported, "SOP class is not that of the presentation context")
        : !DicomUid.IsAcceptable(set.AffectedSopInstanceUid) ? (DimseStatus.InvalidSopInstance, "Affected SOP Instance UID is not a UID")
        : window.Contains(set.MessageId!.Value) ? (DimseStatus.DuplicateInvocation, "Message ID is in use")
        : !settings.Permits(set.Field, context.AbstractSyntax) ? (DimseStatus.NotAuthorized, "This peer may not store here")
        : running.IsBusy ? (DimseStatus.OutOfResources, "More operations at a time than were negotiated")
        : null;

    private async ValueTask OnOtherAsync(CommandSet set, AcceptedContext context, CancellationToken cancellationToken)
    {
        report.Count(set.Field);
        IServiceScp? service = settings.Services.FirstOrDefault(s => s.Performs(context, set));
        (ushort Status, string Comment)? refusal = service is null ? UnservedOperation.Answer(set, context)
            : CommandSchema.FindMissing(set) is { } missing ? (DimseStatus.MistypedArgument, $"The request lacks {missing}")
            : window.Contains(set.MessageId!.Value) ? (DimseStatus.DuplicateInvocation, "Message ID is in use")
            : !settings.Permits(set.Field, context.AbstractSyntax) ? (DimseStatus.NotAuthorized, "This peer may not ask for this")
            : !window.TryEnter() ? (DimseStatus.ResourceLimitation, "More operations at a time than were negotiated")
            : null;
        if (refusal is var (status, comment))
        {
            await RespondAsync(context.Id, set.Respond(status, comment), cancellationToken);
            return;
        }

        if (set.HasDataset)
        {
            dataset = new DatasetBuffer(settings.MaxRequestBytes);
            performer = service;
            return;
        }

        running.Start(service!, set, context, default);
    }

    private async ValueTask OnDataAsync(DimseStep step, AcceptedContext context, CancellationToken cancellationToken)
    {
        if (command!.IsResponse)
        {
            await served.Invocations.TakeDataAsync(step);
            return;
        }

        if (dataset is not null)
        {
            dataset.Append(step.Data);
            if (step.EndsMessage)
            {
                await OnRequestAsync(dataset, context, cancellationToken);
                dataset = null;
            }

            return;
        }

        if (sink is { } target)
        {
            await target.WriteAsync(step.Data, cancellationToken);
            if (step.EndsMessage)
            {
                sink = null;
                await OnStoredAsync(target, command, context);
            }
        }
    }

    private async ValueTask OnRequestAsync(DatasetBuffer whole, AcceptedContext context, CancellationToken cancellationToken)
    {
        if (whole.IsTooLong)
        {
            window.Leave();
            ushort status = (ushort)command!.Field < (ushort)CommandField.NEventReportRequest ? DimseStatus.OutOfResources : DimseStatus.ResourceLimitation;
            await RespondAsync(context.Id, command.Respond(status, $"A data set of more than {settings.MaxRequestBytes} bytes"), cancellationToken);
            return;
        }

        running.Start(performer!, command!, context, whole.Written);
    }

    private async ValueTask OnStoredAsync(StorageSink target, CommandSet set, AcceptedContext context)
    {
        if (window.Size == 1)
        {
            await CompleteAsync(target, set, context.Id);
            window.Leave();
            return;
        }

        association.WatchesIdle = false;
        window.Run(new OutstandingOperation(set.MessageId!.Value), CompleteAsync(target, set, context.Id), running.OnEnded);
    }

    // Whole data sets are kept whatever becomes of the connection: no cancellation here.
    private async Task CompleteAsync(StorageSink target, CommandSet set, byte contextId)
    {
        await using (target)
        {
            StoreResult result = await target.CompleteAsync(CancellationToken.None);
            report.CountStore(DimseStatus.IsSuccessOrWarning(result.Status));
            await RespondAsync(contextId, set.Respond(result.Status, result.Comment), CancellationToken.None);
        }
    }

    private ValueTask<bool> RespondAsync(byte contextId, CommandSet response, CancellationToken cancellationToken) =>
        association.SendDataAsync(
            (contextId, response, association.PeerMaxPduBytes),
            static (output, s) => MessageWriter.WriteCommand(output, s.contextId, s.response, s.PeerMaxPduBytes),
            cancellationToken);
}
