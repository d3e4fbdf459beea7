using System.Net;
using Gantry.Dicom;
using Gantry.Network.Acceptance;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Services;
using Gantry.Network.Services.Verification;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Requesting;

/// <summary>
/// An association that we asked for. Operations may be started side by side; those beyond the negotiated window wait. What the peer asks for
/// the other way round (C-STORE of C-GET, N-EVENT-REPORT) is performed by the services of the options. Disposing without a release aborts.
/// </summary>
public sealed class RequestedAssociation : IAsyncDisposable
{
    private readonly Association association;
    private readonly Stream stream;
    private readonly RequestorOptions options;
    private readonly InvocationTable invocations;
    private readonly OperationDispatcher performed;
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task receiving;
    private volatile bool ended;

    internal RequestedAssociation(Association association, Stream stream, EndPoint? peer, AssociateRequest request, AssociateAccept accept, RequestorOptions options)
    {
        this.association = association;
        this.stream = stream;
        this.options = options;
        Accept = accept;
        Operations = accept.User.AsyncOperations is { } w ? (w.MaxInvoked == 0 ? ushort.MaxValue : w.MaxInvoked) : 1;
        Contexts = [.. accept.Contexts.Where(c => c.Result == ContextResult.Acceptance)
            .Join(request.Contexts, c => c.Id, p => p.Id, (c, p) => new AcceptedContext(c.Id, p.AbstractSyntax, TransferSyntax.FromUid(c.TransferSyntax)))];
        invocations = new InvocationTable(association, Operations) { MaxDatasetBytes = options.MaxDatasetBytes, Patience = options.Limits.Idle, Time = options.Time, OnGivenUp = End };
        var served = new ServedAssociation(request, accept, Contexts, peer, isRequestor: true, invocations);
        performed = new OperationDispatcher(
            association, served, operations: 1, new OperationSettings(options.Storage, options.Services, options.MaxDatasetBytes, static (_, _) => true), new AssociationReport());
        receiving = ReceiveAsync();
    }

    /// <summary>The acceptor's answer as it came.</summary>
    public AssociateAccept Accept { get; }

    public IReadOnlyList<AcceptedContext> Contexts { get; }

    /// <summary>How many operations may be outstanding.</summary>
    public int Operations { get; }

    /// <summary>Why the association is no more; empty while it stands and after a release.</summary>
    public string EndDetail { get; private set; } = "";

    /// <summary>The association is over.</summary>
    public bool HasEnded => ended;

    /// <summary>C-ECHO. Null when the association ended first or has no Verification context.</summary>
    public async Task<ushort?> EchoAsync(CancellationToken cancellationToken)
    {
        if (Contexts.FirstOrDefault(c => c.AbstractSyntax == VerificationService.SopClassUid) is not { } context)
        {
            return null;
        }

        return (await InvokeAsync(context, VerificationService.Request(0), null, 0, cancellationToken))?.Command.Status;
    }

    /// <summary>C-STORE of a data set that is already in the context's transfer syntax; its bytes are sent as they are. Null when the association ended first.</summary>
    /// <param name="context">One of <see cref="Contexts"/>.</param>
    /// <param name="sopInstanceUid">The instance's UID.</param>
    /// <param name="dataset">Read from its position on, a PDU at a time.</param>
    /// <param name="length">Bytes of data set that the stream holds; fewer abort the association.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="originator">The C-MOVE of which this is a sub-operation: the AE title that asked for it and its Message ID (PS3.7 9.3.1.1).</param>
    public async Task<CommandSet?> StoreAsync(
        AcceptedContext context, string sopInstanceUid, Stream dataset, long length, CancellationToken cancellationToken, MoveOriginator? originator = null) =>
        (await InvokeAsync(
            context,
            new CommandSet { Field = CommandField.CStoreRequest, AffectedSopClassUid = context.AbstractSyntax, AffectedSopInstanceUid = sopInstanceUid, Priority = 0, MoveOriginatorAe = originator?.AeTitle, MoveOriginatorMessageId = originator?.MessageId },
            dataset,
            length,
            cancellationToken))?.Command;

    /// <summary>Any operation with one response; its Message ID and data set type are set here. Null when the association ended first.</summary>
    /// <param name="context">One of <see cref="Contexts"/>.</param>
    /// <param name="request">The command.</param>
    /// <param name="dataset">In the context's transfer syntax, read from its position on a PDU at a time; null for none.</param>
    /// <param name="length">Bytes of data set that the stream holds; fewer abort the association.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<DimseResponse?> InvokeAsync(AcceptedContext context, CommandSet request, Stream? dataset, long length, CancellationToken cancellationToken) =>
        invocations.InvokeAsync(context, request, dataset, length, cancellationToken);

    /// <summary>An operation with pending responses (C-FIND, C-GET, C-MOVE), each as it comes; where the association ends first there is no final one.</summary>
    /// <param name="context">One of <see cref="Contexts"/>.</param>
    /// <param name="request">The command; its Message ID and data set type are set here.</param>
    /// <param name="dataset">The identifier in the context's transfer syntax.</param>
    /// <param name="cancel">Sends C-CANCEL; the peer's final response ends the sequence.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public IAsyncEnumerable<DimseResponse> InvokeManyAsync(AcceptedContext context, CommandSet request, ReadOnlyMemory<byte> dataset, CancellationToken cancel, CancellationToken cancellationToken) =>
        invocations.InvokeManyAsync(context, request, new MemoryStream(dataset.ToArray(), writable: false), dataset.Length, cancel, cancellationToken);

    /// <summary>Ends at once.</summary>
    public async Task AbortAsync()
    {
        End("we aborted");
        await association.AbortAsync(CancellationToken.None);
    }

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
        await performed.DisposeAsync();
        await association.DisposeAsync();
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
                    End(indication.Detail ?? "the peer aborted");
                    break;
                case IndicationKind.Closed:
                    open = false;
                    break;
            }
        }

        ended = true;
        invocations.End();
    }

    private async Task OnFragmentAsync(PdvFragment fragment)
    {
        if (await performed.TakeAsync(fragment, CancellationToken.None) is { } fault)
        {
            await (fault.IsInvalid ? association.AbortInvalidAsync(AbortReason.InvalidParameterValue, CancellationToken.None) : association.AbortAsync(CancellationToken.None));
            End(fault.Detail);
        }
    }

    private void End(string detail)
    {
        EndDetail = detail;
        ended = true;
        invocations.End();
    }
}
