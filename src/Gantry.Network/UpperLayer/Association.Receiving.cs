using System.Buffers;
using System.IO.Pipelines;
using Gantry.Network.Pdu;

namespace Gantry.Network.UpperLayer;

public sealed partial class Association
{
    /// <summary>The next thing that the peer or the transport did. A data fragment is borrowed until the next call. After <see cref="IndicationKind.Closed"/> there is nothing more.</summary>
    public async ValueTask<Indication> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (!closed)
        {
            if (holdsBuffer)
            {
                FrameStatus status = framer.Next(ref buffer, out PduFrame frame);
                if (status == FrameStatus.Frame)
                {
                    if (frame.Kind == FrameKind.Fragment)
                    {
                        if (!ignoresData)
                        {
                            return new Indication(IndicationKind.Data, frame.Fragment);
                        }

                        continue;
                    }

                    stallLeft = limits.Stall;
                    if (await OnPduAsync(frame, cancellationToken) is { } indication)
                    {
                        return indication;
                    }

                    continue;
                }

                if (status == FrameStatus.Malformed && await OnMalformedAsync(framer.Error!, cancellationToken) is { } abort)
                {
                    return abort;
                }

                ReleaseBuffer();
            }

            if (transportEnded)
            {
                AssociationTransition step = Fire(AssociationEvent.TransportClosed);
                Apply(step);
                closed = true;
                if (step.Has(AssociationEffects.IndicateProviderAbort))
                {
                    return new Indication(IndicationKind.ProviderAborted, Abort: new AbortPdu(AbortSource.ServiceProvider, AbortReason.NotSpecified), Detail: "the transport connection was closed") { IsTransportLoss = true };
                }

                continue;
            }

            if (await ReadAsync(cancellationToken) is { } timeout)
            {
                return timeout;
            }
        }

        return new Indication(IndicationKind.Closed);
    }

    private async ValueTask<Indication?> ReadAsync(CancellationToken cancellationToken)
    {
        ReadResult result;
        try
        {
            if (!transport.Input.TryRead(out result))
            {
                ValueTask<ReadResult> read = transport.Input.ReadAsync(cancellationToken);
                result = read.IsCompleted ? await read : await WaitAsync(read);
            }
        }
        catch (Exception e) when (IsTransportFault(e, cancellationToken))
        {
            transportEnded = true;
            return null;
        }

        buffer = result.Buffer;
        holdsBuffer = true;
        transportEnded = result.IsCompleted;
        return result.IsCanceled ? await OnWokenAsync(cancellationToken) : null;
    }

    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read)
    {
        bool isInside = framer.IsInsideData || unfinishedBytes;
        TimeSpan wait = isInside ? stallLeft : Idle;
        long since = isInside ? time.GetTimestamp() : 0;
        patience.Change(wait, Timeout.InfiniteTimeSpan);
        ReadResult result = await read;
        patience.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (isInside)
        {
            TimeSpan left = stallLeft - time.GetElapsedTime(since);
            stallLeft = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }

        return result;
    }

    private async ValueTask<Indication?> OnWokenAsync(CancellationToken cancellationToken)
    {
        if (artimExpired)
        {
            artimExpired = false;
            Apply(Fire(AssociationEvent.ArtimExpired));
            return null;
        }

        if (patienceExpired)
        {
            patienceExpired = false;
            if (!framer.IsInsideData && !unfinishedBytes)
            {
                return WatchesIdle ? new Indication(IndicationKind.IdleTimeout) : null;
            }

            // A user abort: the PDU is not known to be invalid, it is only late.
            await AbortAsync(cancellationToken);
            return new Indication(IndicationKind.ProviderAborted, Abort: new AbortPdu(AbortSource.ServiceUser, AbortReason.NotSpecified), Detail: $"a PDU was not whole within {limits.Stall}");
        }

        if (wakeRequested)
        {
            wakeRequested = false;
            return new Indication(IndicationKind.Woken);
        }

        return null;
    }

    private async ValueTask<Indication?> OnPduAsync(PduFrame frame, CancellationToken cancellationToken)
    {
        switch (frame.Type)
        {
            case PduType.DataTransfer:
                AssociationTransition data = Fire(AssociationEvent.DataReceived);
                ignoresData = !data.Has(AssociationEffects.IndicateData);
                return await UnexpectedAsync(data, "P-DATA-TF", cancellationToken);
            case PduType.AssociateRequest:
                return await OnAssociateRequestAsync(frame, cancellationToken);
            case PduType.AssociateAccept:
                return await OnAssociateAcceptAsync(frame, cancellationToken);
            case PduType.AssociateReject:
                AssociationTransition reject = Fire(AssociationEvent.AssociateRejectReceived);
                return reject.Has(AssociationEffects.ConfirmAssociate)
                    ? Ended(reject, new Indication(IndicationKind.Rejected, Pdu: PduReader.ReadAssociateReject(Bytes(frame.Body))))
                    : await UnexpectedAsync(reject, "A-ASSOCIATE-RJ", cancellationToken);
            case PduType.ReleaseRequest:
                AssociationTransition release = Fire(AssociationEvent.ReleaseRequestReceived);
                return release.Has(AssociationEffects.IndicateRelease) ? Ended(release, new Indication(IndicationKind.Release)) : await UnexpectedAsync(release, "A-RELEASE-RQ", cancellationToken);
            case PduType.ReleaseResponse:
                AssociationTransition released = Fire(AssociationEvent.ReleaseResponseReceived);
                return released.Has(AssociationEffects.ConfirmRelease) ? Ended(released, new Indication(IndicationKind.Released)) : await UnexpectedAsync(released, "A-RELEASE-RP", cancellationToken);
            default:
                AbortPdu abort = PduReader.ReadAbort(Bytes(frame.Body));
                AssociationTransition aborted = Fire(AssociationEvent.AbortReceived);
                Apply(aborted);
                return !aborted.Has(AssociationEffects.IndicateAbort) ? null
                    : abort.Source == AbortSource.ServiceUser ? new Indication(IndicationKind.Aborted, Abort: abort)
                    : new Indication(IndicationKind.ProviderAborted, Abort: abort, Detail: $"the peer's service provider aborted: {abort.Reason}") { IsByPeer = true };
        }
    }

    private async ValueTask<Indication?> OnAssociateRequestAsync(PduFrame frame, CancellationToken cancellationToken)
    {
        if (!PduReader.TryReadAssociateRequest(Bytes(frame.Body), out AssociateRequest? request, out PduError? error))
        {
            return await OnMalformedAsync(error!, cancellationToken);
        }

        bool acceptable = (request!.ProtocolVersion & 1) != 0;
        AssociationTransition step = Fire(AssociationEvent.AssociateRequestReceived, acceptable);
        if (step.Has(AssociationEffects.IndicateAssociate))
        {
            PeerMaxPduBytes = Unlimited(request.User.MaxPduBytes);
            return Ended(step, new Indication(IndicationKind.Associate, Pdu: request));
        }

        if (step.Has(AssociationEffects.SendReject))
        {
            Apply(step);
            await SendAsync(o => PduWriter.WriteAssociateReject(o, AssociateReject.ProtocolVersionNotSupported), cancellationToken);
            return null;
        }

        return await UnexpectedAsync(step, "A-ASSOCIATE-RQ", cancellationToken);
    }

    private async ValueTask<Indication?> OnAssociateAcceptAsync(PduFrame frame, CancellationToken cancellationToken)
    {
        if (!PduReader.TryReadAssociateAccept(Bytes(frame.Body), out AssociateAccept? accept, out PduError? error))
        {
            return await OnMalformedAsync(error!, cancellationToken);
        }

        AssociationTransition step = Fire(AssociationEvent.AssociateAcceptReceived);
        if (step.Has(AssociationEffects.ConfirmAssociate))
        {
            PeerMaxPduBytes = Unlimited(accept!.User.MaxPduBytes);
            return Ended(step, new Indication(IndicationKind.Accepted, Pdu: accept));
        }

        return await UnexpectedAsync(step, "A-ASSOCIATE-AC", cancellationToken);
    }

    private Indication Ended(AssociationTransition step, Indication indication)
    {
        Apply(step);
        return indication;
    }

    private async ValueTask<Indication?> UnexpectedAsync(AssociationTransition step, string pdu, CancellationToken cancellationToken)
    {
        await CarryOutAsync(step, AbortReason.UnexpectedPdu, cancellationToken);
        return step.Has(AssociationEffects.IndicateProviderAbort)
            ? new Indication(IndicationKind.ProviderAborted, Abort: new AbortPdu(AbortSource.ServiceProvider, AbortReason.UnexpectedPdu), Detail: $"{pdu} was not expected in Sta{(int)step.From}")
            : null;
    }

    private async ValueTask<Indication?> OnMalformedAsync(PduError error, CancellationToken cancellationToken)
    {
        // Nothing can be read behind a PDU whose extent is not known; what still comes is dropped until the transport closes (AA-6, AA-7).
        AssociationTransition step = Fire(AssociationEvent.InvalidPduReceived);
        if (step.From != AssociationState.AwaitingClose)
        {
            await CarryOutAsync(step, error.Reason, cancellationToken);
        }

        if (holdsBuffer)
        {
            buffer = buffer.Slice(buffer.End);
        }

        return step.Has(AssociationEffects.IndicateProviderAbort)
            ? new Indication(IndicationKind.ProviderAborted, Abort: new AbortPdu(AbortSource.ServiceProvider, error.Reason), Detail: $"{error.Detail} (byte {error.Offset} of the PDU)")
            : null;
    }

    private void ReleaseBuffer()
    {
        if (holdsBuffer)
        {
            unfinishedBytes = !buffer.IsEmpty;
            transport.Input.AdvanceTo(buffer.Start, buffer.End);
            holdsBuffer = false;
        }
    }

    /// <summary>An aborted Kestrel connection throws an <see cref="OperationCanceledException"/> that nobody here asked for.</summary>
    private static bool IsTransportFault(Exception e, CancellationToken cancellationToken) =>
        e is IOException or ObjectDisposedException or InvalidOperationException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static byte[] Bytes(ReadOnlySequence<byte> body) => body.ToArray();

    private static uint Unlimited(uint maxPduBytes) => maxPduBytes == 0 ? uint.MaxValue : maxPduBytes;
}
