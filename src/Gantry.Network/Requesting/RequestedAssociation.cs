using System.Collections.Concurrent;
using Gantry.Dicom;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Services.Verification;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Requesting;

/// <summary>
/// An association that we asked for: Verification and Storage SCU. Operations may be started side by side; those beyond the negotiated window
/// wait. Disposing without a release aborts.
/// </summary>
public sealed class RequestedAssociation : IAsyncDisposable
{
    private readonly Association association;
    private readonly Stream stream;
    private readonly RequestorOptions options;
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource<CommandSet?>> pending = new();
    private readonly SemaphoreSlim window;
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task receiving;
    private readonly DimseAssembler assembler = new();
    private int lastMessageId;
    private volatile bool ended;

    internal RequestedAssociation(Association association, Stream stream, IReadOnlyList<PresentationContextProposal> proposals, AssociateAccept accept, RequestorOptions options)
    {
        this.association = association;
        this.stream = stream;
        this.options = options;
        Accept = accept;
        Operations = accept.User.AsyncOperations is { } w ? (w.MaxInvoked == 0 ? ushort.MaxValue : w.MaxInvoked) : 1;
        window = new SemaphoreSlim(Operations, Operations);
        Contexts = [.. accept.Contexts.Where(c => c.Result == ContextResult.Acceptance)
            .Join(proposals, c => c.Id, p => p.Id, (c, p) => new AcceptedContext(c.Id, p.AbstractSyntax, TransferSyntax.FromUid(c.TransferSyntax)))];
        receiving = ReceiveAsync();
    }

    /// <summary>The acceptor's answer as it came.</summary>
    public AssociateAccept Accept { get; }

    public IReadOnlyList<AcceptedContext> Contexts { get; }

    /// <summary>How many operations may be outstanding.</summary>
    public int Operations { get; }

    /// <summary>Why the association is no more; empty while it stands and after a release.</summary>
    public string EndDetail { get; private set; } = "";

    /// <summary>C-ECHO. Null when the association ended first or has no Verification context.</summary>
    public async Task<ushort?> EchoAsync(CancellationToken cancellationToken)
    {
        if (Contexts.FirstOrDefault(c => c.AbstractSyntax == VerificationService.SopClassUid) is not { } context)
        {
            return null;
        }

        CommandSet? response = await InvokeAsync(context, VerificationService.Request, null, 0, cancellationToken);
        return response?.Status;
    }

    /// <summary>C-STORE of a data set that is already in the context's transfer syntax; its bytes are sent as they are. Null when the association ended first.</summary>
    /// <param name="context">One of <see cref="Contexts"/>.</param>
    /// <param name="sopInstanceUid">The instance's UID.</param>
    /// <param name="dataset">Read from its position on, a PDU at a time.</param>
    /// <param name="length">Bytes of data set that the stream holds; fewer abort the association.</param>
    public Task<CommandSet?> StoreAsync(AcceptedContext context, string sopInstanceUid, Stream dataset, long length, CancellationToken cancellationToken) =>
        InvokeAsync(
            context,
            id => new CommandSet
            {
                Field = CommandField.CStoreRequest, AffectedSopClassUid = context.AbstractSyntax, AffectedSopInstanceUid = sopInstanceUid, MessageId = id, Priority = 0, HasDataset = true,
            },
            dataset,
            length,
            cancellationToken);

    /// <summary>Ends in order: waits for the peer's A-RELEASE-RP, at most for the ARTIM time.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        await association.RequestReleaseAsync(cancellationToken);
        try
        {
            await Task.WhenAny(released.Task, receiving).WaitAsync(options.Limits.Artim, options.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            EndDetail = "the peer did not confirm the release";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!ended)
        {
            await association.AbortAsync(CancellationToken.None);
        }

        await stream.DisposeAsync();
        await receiving;
        await association.DisposeAsync();
        window.Dispose();
    }

    private async Task<CommandSet?> InvokeAsync(AcceptedContext context, Func<ushort, CommandSet> request, Stream? dataset, long length, CancellationToken cancellationToken)
    {
        await window.WaitAsync(cancellationToken);
        ushort id = NextMessageId();
        TaskCompletionSource<CommandSet?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pending[id] = answer;
        try
        {
            bool sent = !ended && await association.SendDataAsync(
                (output, token) => MessageSender.SendAsync(output, context.Id, request(id), dataset, length, association.PeerMaxPduBytes, token), cancellationToken);
            if (!sent)
            {
                await association.AbortAsync(cancellationToken);
                return null;
            }

            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            pending.TryRemove(id, out _);
            window.Release();
        }
    }

    private ushort NextMessageId()
    {
        while (true)
        {
            ushort id = (ushort)Interlocked.Increment(ref lastMessageId);
            if (id != 0 && !pending.ContainsKey(id))
            {
                return id;
            }
        }
    }

    private async Task ReceiveAsync()
    {
        bool open = true;
        while (open)
        {
            Indication indication = await association.ReceiveAsync(CancellationToken.None);
            switch (indication.Kind)
            {
                case IndicationKind.Data:
                    await OnFragmentAsync(indication.Fragment);
                    break;
                case IndicationKind.Release:
                    EndDetail = "the peer asked for the release";
                    await association.RespondReleaseAsync(CancellationToken.None);
                    break;
                case IndicationKind.Released:
                    released.TrySetResult();
                    await association.RespondReleaseAsync(CancellationToken.None);
                    break;
                case IndicationKind.Aborted or IndicationKind.ProviderAborted:
                    EndDetail = indication.Detail ?? "the peer aborted";
                    FailPending();
                    break;
                case IndicationKind.IdleTimeout when !pending.IsEmpty:
                    EndDetail = $"no answer for {options.Limits.Idle}";
                    await association.AbortAsync(CancellationToken.None);
                    FailPending();
                    break;
                case IndicationKind.Closed:
                    open = false;
                    break;
            }
        }

        ended = true;
        FailPending();
    }

    private async Task OnFragmentAsync(PdvFragment fragment)
    {
        DimseStep step = assembler.Take(fragment);
        if (step.Kind == DimseStepKind.Malformed)
        {
            EndDetail = step.Error!;
            await association.AbortInvalidAsync(AbortReason.InvalidParameterValue, CancellationToken.None);
            FailPending();
        }
        else if (step.Kind == DimseStepKind.Command && step.Command!.RespondedMessageId is { } id && pending.TryGetValue(id, out TaskCompletionSource<CommandSet?>? answer))
        {
            answer.TrySetResult(step.Command);
        }
    }

    private void FailPending()
    {
        ended = true;
        foreach (TaskCompletionSource<CommandSet?> answer in pending.Values)
        {
            answer.TrySetResult(null);
        }
    }
}
