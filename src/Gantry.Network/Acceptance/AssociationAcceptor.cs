using System.IO.Pipelines;
using System.Net;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Acceptance;

/// <summary>Serves one transport connection as association acceptor, from its first byte to its end: Verification and Storage SCP, and the services of the settings.</summary>
/// <param name="transport">The connection; completed when the association has ended.</param>
/// <param name="peer">Who is at the other end.</param>
/// <param name="settings">What all associations have in common.</param>
/// <param name="admit">Whether the requestor may associate, and to what.</param>
public sealed class AssociationAcceptor(
    IDuplexPipe transport, EndPoint? peer, AcceptorSettings settings, Func<AssociateRequest, CancellationToken, ValueTask<AdmissionAnswer>> admit) : IAsyncDisposable
{
    private readonly AssociationReport report = new();
    private readonly Association association = new(transport, isRequestor: false, settings.Limits, settings.Time);
    private OperationDispatcher? operations;
    private volatile bool draining;
    private volatile bool drainExpired;
    private bool releaseRequested;

    /// <summary>
    /// Returns when the transport connection is over; called once. What a sink throws aborts the association and is thrown on.
    /// </summary>
    /// <param name="drain">The wish to stop: operations in flight are finished and answered, then the association is released, or aborted when the grace is over.</param>
    /// <param name="cancellationToken">Ends the association at once.</param>
    public async Task<AssociationReport> RunAsync(CancellationToken drain, CancellationToken cancellationToken)
    {
        ITimer deadline = settings.Time.CreateTimer(_ => OnDrainExpired(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using (deadline)
        {
            await using CancellationTokenRegistration registration = drain.Register(() => OnDrain(deadline));
            association.Open();
            try
            {
                await PumpAsync(cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                await association.AbortAsync(CancellationToken.None);
                throw;
            }
        }

        return report;
    }

    /// <summary>Waits for operations in flight and completes the transport.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (operations is not null)
            {
                await operations.DisposeAsync();
            }
        }
        finally
        {
            await association.DisposeAsync();
        }
    }

    private async Task PumpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Indication indication = await association.ReceiveAsync(cancellationToken);
            switch (indication.Kind)
            {
                case IndicationKind.Closed:
                    return;
                case IndicationKind.Associate:
                    await OnAssociateAsync((AssociateRequest)indication.Pdu!, cancellationToken);
                    break;
                case IndicationKind.Data when !releaseRequested:
                    if (await operations!.TakeAsync(indication.Fragment, cancellationToken) is { } fault)
                    {
                        End(AssociationEnd.AbortedByUs, fault.Detail);
                        await (fault.IsInvalid ? association.AbortInvalidAsync(AbortReason.InvalidParameterValue, cancellationToken) : association.AbortAsync(cancellationToken));
                    }

                    break;
                case IndicationKind.Release or IndicationKind.Released:
                    End(draining ? AssociationEnd.Drained : AssociationEnd.Released);
                    await operations!.FinishAsync();
                    await association.RespondReleaseAsync(cancellationToken);
                    break;
                case IndicationKind.Aborted:
                    End(AssociationEnd.AbortedByPeer);
                    break;
                case IndicationKind.ProviderAborted:
                    End(indication.IsTransportLoss ? AssociationEnd.ConnectionLost : indication.IsByPeer ? AssociationEnd.AbortedByPeer : AssociationEnd.AbortedByUs, indication.Detail ?? "");
                    break;
                case IndicationKind.IdleTimeout:
                    End(AssociationEnd.Idle, $"nothing came for {settings.Limits.Idle}");
                    await association.AbortAsync(cancellationToken);
                    break;
            }

            operations?.ThrowIfFailed();
            await DrainAsync(cancellationToken);
        }
    }

    private async Task OnAssociateAsync(AssociateRequest request, CancellationToken cancellationToken)
    {
        report.Request = request;
        AdmissionAnswer admission = request.ApplicationContext != AssociateAccept.DicomApplicationContext ? AdmissionAnswer.Rejected(AssociateReject.ApplicationContextNotSupported)
            : draining ? AdmissionAnswer.Rejected(AssociateReject.TemporaryCongestion)
            : await admit(request, cancellationToken);
        if (admission.Reject is { } reject)
        {
            report.Reject = reject;
            End(AssociationEnd.Rejected);
            await association.RejectAsync(reject, cancellationToken);
            return;
        }

        (AssociateAccept accept, IReadOnlyList<AcceptedContext> contexts) = ContextNegotiator.Negotiate(request, settings.Negotiation);
        accept = accept with { User = accept.User with { UserIdentityResponse = admission.UserIdentityResponse } };
        report.AcceptedContexts = contexts.Count;
        var served = new ServedAssociation(request, accept, contexts, peer, isRequestor: false, new InvocationTable(association, size: 1) 
        {
            MaxDatasetBytes = settings.MaxRequestBytes, Patience = settings.Limits.Idle, Time = settings.Time, OnGivenUp = detail => End(AssociationEnd.AbortedByUs, detail),
        });
        operations = new OperationDispatcher(
            association, served, ContextNegotiator.Operations(accept), new OperationSettings(settings.Storage, settings.Services, settings.MaxRequestBytes, admission.Permits), report);
        await association.AcceptAsync(accept, cancellationToken);
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (!draining)
        {
            return;
        }

        if (drainExpired && association.State != AssociationState.AwaitingClose)
        {
            End(AssociationEnd.Drained, "the grace was over");
            await association.AbortAsync(cancellationToken);
        }
        else if (association.State == AssociationState.AwaitingRequest)
        {
            // Nobody has asked for anything yet: closing the connection costs nothing.
            await transport.Input.CompleteAsync();
        }
        else if (!releaseRequested && association.State == AssociationState.Established && operations!.IsBetweenMessages)
        {
            operations.WakeAtEnd();
            if (operations.HasRunning)
            {
                return;
            }

            releaseRequested = true;
            await operations.FinishAsync();
            await association.RequestReleaseAsync(cancellationToken);
        }
    }

    private void OnDrain(ITimer deadline)
    {
        draining = true;
        deadline.Change(settings.DrainGrace, Timeout.InfiniteTimeSpan);
        association.Wake();
    }

    private void OnDrainExpired()
    {
        drainExpired = true;
        association.Wake();
    }

    private void End(AssociationEnd end, string detail = "")
    {
        if (report.End == AssociationEnd.NeverRequested)
        {
            report.End = end;
            report.Detail = detail;
        }
    }
}
