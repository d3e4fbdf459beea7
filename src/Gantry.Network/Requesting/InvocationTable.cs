using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gantry.Network.Dimse;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Requesting;

/// <summary>The operations that we have invoked on an association, whoever asked for it: gives Message IDs, keeps to the window, brings responses to who awaits them.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The semaphore has no handle, and who still awaits an answer gives its place back after the end.")]
internal sealed class InvocationTable(Association association, int size)
{
    private readonly ConcurrentDictionary<ushort, Invocation> running = new();
    private readonly SemaphoreSlim window = new(size, size);
    private int lastMessageId;
    private volatile bool ended;
    private Invocation? arriving;
    private CommandSet? arrivingCommand;
    private DatasetBuffer? arrivingDataset;

    /// <summary>The longest data set of a response that is taken, in bytes; a longer one ends the invocation without an answer.</summary>
    public int MaxDatasetBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How long the peer may take for each response, from the moment that the request is sent whole; then the association is aborted.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told why the association was given up.</summary>
    public Action<string> OnGivenUp { get; init; } = static _ => { };

    /// <summary>Nothing is outstanding.</summary>
    public bool IsEmpty => running.IsEmpty;

    /// <summary>An operation with one response; null when the association ended first.</summary>
    public async Task<DimseResponse?> InvokeAsync(AcceptedContext context, CommandSet request, Stream? dataset, long length, CancellationToken cancellationToken)
    {
        DimseResponse? last = null;
        await foreach (DimseResponse response in InvokeManyAsync(context, request, dataset, length, cancel: CancellationToken.None, cancellationToken))
        {
            last = response;
        }

        return last is { } r && !DimseStatus.IsPending(r.Status) ? last : null;
    }

    /// <summary>An operation with pending responses before the final one; where the association ends first, there is no final one.</summary>
    /// <param name="context">Where it is invoked.</param>
    /// <param name="request">The command; its Message ID and data set type are set here.</param>
    /// <param name="dataset">The data set, or null.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="cancel">Asks the peer to stop by C-CANCEL; responses go on until the final one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async IAsyncEnumerable<DimseResponse> InvokeManyAsync(
        AcceptedContext context, CommandSet request, Stream? dataset, long length, CancellationToken cancel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await window.WaitAsync(cancellationToken);
        Invocation invocation = Start();
        try
        {
            CommandSet command = request with { MessageId = invocation.MessageId, HasDataset = dataset is not null };
            bool sent = !ended && await association.SendDataAsync(
                (output, token) => MessageSender.SendAsync(output, context.Id, command, dataset, length, association.PeerMaxPduBytes, o => association.FlushAsync(o, token), token), cancellationToken);
            if (!sent)
            {
                await association.AbortAsync(cancellationToken);
                yield break;
            }

            await using CancellationTokenRegistration canceling = cancel.Register(() => _ = SendCancelAsync(context, invocation.MessageId));
            while (await WaitAsync(invocation, cancellationToken))
            {
                while (invocation.Responses.TryRead(out DimseResponse? response))
                {
                    yield return response;
                }
            }
        }
        finally
        {
            running.TryRemove(invocation.MessageId, out _);
            invocation.Abandon();
            window.Release();
        }
    }

    /// <summary>A response's command has come; false when nothing of its Message ID was ever asked.</summary>
    public async ValueTask<bool> TakeAsync(CommandSet response)
    {
        arriving = response.RespondedMessageId is { } id ? running.GetValueOrDefault(id) : null;
        if (arriving is null)
        {
            // What was given up may still be answered.
            arrivingDataset = null;
            return lastMessageId > 0;
        }

        if (!response.HasDataset)
        {
            await arriving.DeliverAsync(new DimseResponse(response, default));
            return true;
        }

        arrivingCommand = response;
        arrivingDataset = new DatasetBuffer(MaxDatasetBytes);
        return true;
    }

    /// <summary>A piece of the data set of the response that <see cref="TakeAsync"/> was told of last.</summary>
    public async ValueTask TakeDataAsync(DimseStep step)
    {
        if (arriving is null || arrivingDataset is null)
        {
            return;
        }

        arrivingDataset.Append(step.Data);
        if (step.EndsMessage)
        {
            if (arrivingDataset.IsTooLong)
            {
                arriving.End();
            }
            else
            {
                await arriving.DeliverAsync(new DimseResponse(arrivingCommand!, arrivingDataset.Written));
            }

            arrivingDataset = null;
        }
    }

    /// <summary>The association is over: whoever waits is told.</summary>
    public void End()
    {
        ended = true;
        foreach (Invocation invocation in running.Values)
        {
            invocation.End();
        }
    }

    private Invocation Start()
    {
        while (true)
        {
            ushort id = (ushort)Interlocked.Increment(ref lastMessageId);
            var invocation = new Invocation(id);
            if (id != 0 && running.TryAdd(id, invocation))
            {
                if (ended)
                {
                    invocation.End();
                }

                return invocation;
            }
        }
    }

    /// <summary>False when nothing follows.</summary>
    private async ValueTask<bool> WaitAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        ValueTask<bool> wait = invocation.Responses.WaitToReadAsync(cancellationToken);
        try
        {
            return wait.IsCompleted ? await wait : await wait.AsTask().WaitAsync(Patience, Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            OnGivenUp($"no answer for {Patience}");
            await association.AbortAsync(CancellationToken.None);
            return false;
        }
    }

    private async Task SendCancelAsync(AcceptedContext context, ushort messageId) =>
        await association.SendDataAsync(
            (context.Id, Command: new CommandSet { Field = CommandField.CCancelRequest, RespondedMessageId = messageId }, association.PeerMaxPduBytes),
            static (output, s) => MessageWriter.WriteCommand(output, s.Id, s.Command, s.PeerMaxPduBytes),
            CancellationToken.None);
}
