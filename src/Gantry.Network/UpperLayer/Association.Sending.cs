using System.Buffers;
using System.IO.Pipelines;
using Gantry.Network.Pdu;

namespace Gantry.Network.UpperLayer;

public sealed partial class Association
{
    /// <summary>
    /// Sends P-DATA-TF PDUs that <paramref name="fill"/> writes whole into the output, in one flush: a short answer is one segment on the wire.
    /// False when no data may be sent in this state or the transport has ended.
    /// </summary>
    public ValueTask<bool> SendDataAsync<TState>(TState state, Action<PipeWriter, TState> fill, CancellationToken cancellationToken) =>
        Fire(AssociationEvent.LocalData).Has(AssociationEffects.SendData)
            ? SendAsync(o => fill(o, state), cancellationToken)
            : ValueTask.FromResult(false);

    /// <summary>
    /// Sends a message in many PDUs: <paramref name="send"/> writes and flushes by itself, while no other sender comes between.
    /// False when no data may be sent in this state or the transport has ended.
    /// </summary>
    public async ValueTask<bool> SendDataAsync(Func<PipeWriter, CancellationToken, ValueTask<bool>> send, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken);
        try
        {
            return Fire(AssociationEvent.LocalData).Has(AssociationEffects.SendData) && await send(transport.Output, cancellationToken);
        }
        catch (TimeoutException)
        {
            GiveUp();
            return false;
        }
        catch (Exception e) when (IsTransportFault(e, cancellationToken))
        {
            return false;
        }
        finally
        {
            sending.Release();
        }
    }

    private async ValueTask<bool> SendAsync(Action<PipeWriter> write, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken);
        try
        {
            write(transport.Output);
            return await FlushAsync(transport.Output, cancellationToken);
        }
        catch (TimeoutException)
        {
            GiveUp();
            return false;
        }
        catch (Exception e) when (IsTransportFault(e, cancellationToken))
        {
            return false;
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>False when the transport has ended. Throws <see cref="TimeoutException"/> when the peer does not take what it is owed.</summary>
    internal async ValueTask<bool> FlushAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        ValueTask<FlushResult> flush = output.FlushAsync(cancellationToken);
        FlushResult result = flush.IsCompleted ? await flush : await flush.AsTask().WaitAsync(limits.Stall, time, cancellationToken);
        return !result.IsCompleted;
    }

    /// <summary>The transport cannot carry even an A-ABORT.</summary>
    private void GiveUp()
    {
        transportEnded = true;
        transport.Output.CancelPendingFlush();
        transport.Input.CancelPendingRead();
    }
}
