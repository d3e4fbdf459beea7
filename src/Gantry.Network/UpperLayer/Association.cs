using System.Buffers;
using System.IO.Pipelines;
using Gantry.Network.Pdu;

namespace Gantry.Network.UpperLayer;

/// <summary>
/// The pump of one association: feeds what arrives on a transport connection to the <see cref="AssociationMachine"/> and carries out its effects.
/// One caller receives at a time; senders may be several, each PDU goes out whole. Peers' faults are indications, not exceptions.
/// </summary>
public sealed partial class Association : IAsyncDisposable
{
    private readonly IDuplexPipe transport;
    private readonly AssociationMachine machine;
    private readonly AssociationLimits limits;
    private readonly TimeProvider time;
    private readonly PduFramer framer;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly ITimer artim;
    private readonly ITimer patience;
    private readonly bool isRequestor;
    private ReadOnlySequence<byte> buffer;
    private bool holdsBuffer;
    private bool ignoresData;
    private bool unfinishedBytes;
    private bool transportEnded;
    private bool closed;
    private volatile bool artimExpired;
    private volatile bool patienceExpired;
    private volatile bool wakeRequested;
    private TimeSpan stallLeft;

    public Association(IDuplexPipe transport, bool isRequestor, AssociationLimits limits, TimeProvider time)
    {
        this.transport = transport;
        this.isRequestor = isRequestor;
        this.limits = limits;
        this.time = time;
        machine = new AssociationMachine(isRequestor);
        framer = new PduFramer(limits.MaxPduBytes, limits.MaxAssociateBytes);
        stallLeft = limits.Stall;
        Idle = limits.Idle;
        artim = time.CreateTimer(static a => ((Association)a!).OnArtim(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        patience = time.CreateTimer(static a => ((Association)a!).OnPatience(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The longest P-DATA-TF variable field that the peer takes, in bytes; known after the negotiation. Unlimited is <see cref="uint.MaxValue"/>.</summary>
    public uint PeerMaxPduBytes { get; private set; } = 16 * 1024;

    /// <summary>False while operations are outstanding whose answer the peer awaits: then its silence is not idleness.</summary>
    public bool WatchesIdle { get; set; } = true;

    /// <summary>How long the peer may say nothing between PDUs before <see cref="IndicationKind.IdleTimeout"/>.</summary>
    public TimeSpan Idle { get; set; }

    public AssociationState State
    {
        get
        {
            lock (gate)
            {
                return machine.State;
            }
        }
    }

    /// <summary>The acceptor's first step: the transport connection is there (AE-5).</summary>
    public void Open() => Apply(Fire(AssociationEvent.TransportIndicated));

    /// <summary>The requestor's first step, on an open transport connection: sends A-ASSOCIATE-RQ (AE-1, AE-2).</summary>
    public async ValueTask RequestAsync(AssociateRequest request, CancellationToken cancellationToken)
    {
        Fire(AssociationEvent.LocalAssociateRequest);
        if (Fire(AssociationEvent.TransportConfirmed).Has(AssociationEffects.SendAssociateRequest))
        {
            await SendAsync(o => PduWriter.WriteAssociateRequest(o, request), cancellationToken);
        }
    }

    /// <summary>Answers <see cref="IndicationKind.Associate"/>. False when the association has ended in between.</summary>
    public async ValueTask<bool> AcceptAsync(AssociateAccept accept, CancellationToken cancellationToken)
    {
        AssociationTransition step = Fire(AssociationEvent.LocalAccept);
        Apply(step);
        return step.Has(AssociationEffects.SendAccept) && await SendAsync(o => PduWriter.WriteAssociateAccept(o, accept), cancellationToken);
    }

    /// <summary>Answers <see cref="IndicationKind.Associate"/>.</summary>
    public async ValueTask RejectAsync(AssociateReject reject, CancellationToken cancellationToken)
    {
        AssociationTransition step = Fire(AssociationEvent.LocalReject);
        Apply(step);
        if (step.Has(AssociationEffects.SendReject))
        {
            await SendAsync(o => PduWriter.WriteAssociateReject(o, reject), cancellationToken);
        }
    }

    /// <summary>Asks for an orderly end; <see cref="IndicationKind.Released"/> confirms it.</summary>
    public async ValueTask RequestReleaseAsync(CancellationToken cancellationToken)
    {
        if (Fire(AssociationEvent.LocalReleaseRequest).Has(AssociationEffects.SendReleaseRequest))
        {
            await SendAsync(PduWriter.WriteReleaseRequest, cancellationToken);
        }
    }

    /// <summary>Answers <see cref="IndicationKind.Release"/>.</summary>
    public async ValueTask RespondReleaseAsync(CancellationToken cancellationToken)
    {
        AssociationTransition step = Fire(AssociationEvent.LocalReleaseResponse);
        Apply(step);
        if (step.Has(AssociationEffects.SendReleaseResponse))
        {
            await SendAsync(PduWriter.WriteReleaseResponse, cancellationToken);
        }
    }

    /// <summary>A-ABORT request: the service user ends the association at once.</summary>
    public ValueTask AbortAsync(CancellationToken cancellationToken) => CarryOutAsync(Fire(AssociationEvent.LocalAbort), default, cancellationToken);

    /// <summary>The user found a P-DATA indication that breaks the protocol: the provider aborts with a reason (event 19).</summary>
    public ValueTask AbortInvalidAsync(AbortReason reason, CancellationToken cancellationToken) =>
        CarryOutAsync(Fire(AssociationEvent.InvalidPduReceived), reason, cancellationToken);

    /// <summary>Makes the pending or next receive return <see cref="IndicationKind.Woken"/>.</summary>
    public void Wake()
    {
        wakeRequested = true;
        transport.Input.CancelPendingRead();
    }

    public async ValueTask DisposeAsync()
    {
        await artim.DisposeAsync();
        await patience.DisposeAsync();
        ReleaseBuffer();
        try
        {
            await transport.Output.CompleteAsync();
        }
        catch (Exception e) when (IsTransportFault(e, CancellationToken.None))
        {
            // What was never flushed belongs to a message that broke off, and the transport that would have carried it is gone.
        }

        await transport.Input.CompleteAsync();
    }

    private AssociationTransition Fire(AssociationEvent e, bool acceptable = true)
    {
        lock (gate)
        {
            return machine.Fire(e, acceptable);
        }
    }

    /// <summary>Timers and the close flag; what is sent or indicated is the caller's.</summary>
    private void Apply(AssociationTransition step)
    {
        if (step.Has(AssociationEffects.StopArtim))
        {
            artim.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        if (step.Has(AssociationEffects.StartArtim))
        {
            artim.Change(limits.Artim, Timeout.InfiniteTimeSpan);
        }

        closed |= step.IsDefined && step.To == AssociationState.Idle;
    }

    private async ValueTask CarryOutAsync(AssociationTransition step, AbortReason reason, CancellationToken cancellationToken)
    {
        Apply(step);
        ignoresData |= step.To == AssociationState.AwaitingClose;
        if (step.Has(AssociationEffects.SendUserAbort))
        {
            await SendAsync(o => PduWriter.WriteAbort(o, new AbortPdu(AbortSource.ServiceUser, AbortReason.NotSpecified)), cancellationToken);
        }
        else if (step.Has(AssociationEffects.SendProviderAbort))
        {
            await SendAsync(o => PduWriter.WriteAbort(o, new AbortPdu(AbortSource.ServiceProvider, reason)), cancellationToken);
        }
    }

    private void OnArtim()
    {
        artimExpired = true;
        transport.Input.CancelPendingRead();
    }

    private void OnPatience()
    {
        patienceExpired = true;
        transport.Input.CancelPendingRead();
    }
}
