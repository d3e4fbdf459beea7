using System.Collections.Concurrent;
using System.CommandLine;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.UpperLayer;

namespace Gantry.Commands;

/// <summary>Sends a list of files over as many associations as their presentation contexts need.</summary>
internal sealed class SendRun(PeerArguments peer, ParseResult parsed, ushort operations)
{
    /// <summary>Presentation context IDs are odd and at most 255 (PS3.8 9.3.2.2).</summary>
    private const int MaxContexts = 128;

    private readonly bool showsProgress = !Console.IsErrorRedirected;
    private int sent;
    private int failed;
    private long bytes;

    public int Sent => sent;
    public int Failed => failed;
    public long Bytes => bytes;

    public async Task SendAsync(IReadOnlyList<SendFile> files, CancellationToken cancellationToken)
    {
        foreach (IGrouping<(string SopClass, string Syntax), SendFile>[] batch in files.GroupBy(f => (f.SopClassUid, f.TransferSyntaxUid)).Chunk(MaxContexts))
        {
            List<PresentationContextProposal> contexts = [.. batch.Select((g, i) => new PresentationContextProposal((byte)((2 * i) + 1), g.Key.SopClass, [g.Key.Syntax]))];
            List<SendFile> interrupted = await SendAsync(contexts, [.. batch.SelectMany(g => g)], cancellationToken).ConfigureAwait(false);
            while (interrupted.Count > 0)
            {
                // One of these made the peer end the association: alone in its association each can fail for itself only.
                List<SendFile> again = await SendAsync(contexts, interrupted[..1], cancellationToken).ConfigureAwait(false);
                foreach (SendFile file in again)
                {
                    await FailAsync(file, "the peer ends the association over it").ConfigureAwait(false);
                }

                interrupted = again.Count == 0 ? await SendAsync(contexts, interrupted[1..], cancellationToken).ConfigureAwait(false) : interrupted[1..];
            }
        }

        if (showsProgress)
        {
            await Console.Error.WriteLineAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Returns the files that were in flight or not yet sent when the association ended before its time.</summary>
    private async Task<List<SendFile>> SendAsync(List<PresentationContextProposal> contexts, List<SendFile> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            return [];
        }

        ConcurrentQueue<SendFile> interrupted = new();
        RequestedAssociation association = await peer.RequestAsync(parsed, contexts, operations, cancellationToken).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            Dictionary<(string, string), AcceptedContext> accepted = association.Contexts.ToDictionary(c => (c.AbstractSyntax, c.Syntax.Uid));
            ParallelOptions options = new() { MaxDegreeOfParallelism = Math.Min(association.Operations, operations), CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(files, options, async (file, token) =>
            {
                if (!accepted.TryGetValue((file.SopClassUid, file.TransferSyntaxUid), out AcceptedContext? context))
                {
                    await FailAsync(file, $"the peer does not take {file.SopClassUid} in {file.TransferSyntaxUid}").ConfigureAwait(false);
                }
                else if (!await SendAsync(association, context, file, token).ConfigureAwait(false))
                {
                    interrupted.Enqueue(file);
                }
            }).ConfigureAwait(false);
            await association.ReleaseAsync(cancellationToken).ConfigureAwait(false);
        }

        return [.. interrupted.OrderBy(files.IndexOf)];
    }

    /// <summary>False when the association ended before the answer.</summary>
    private async Task<bool> SendAsync(RequestedAssociation association, AcceptedContext context, SendFile file, CancellationToken cancellationToken)
    {
        FileStream stream = new(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        await using (stream.ConfigureAwait(false))
        {
            stream.Position = file.DatasetOffset;
            CommandSet? response = await association.StoreAsync(context, file.SopInstanceUid, stream, file.DatasetBytes, cancellationToken).ConfigureAwait(false);
            if (response?.Status is not { } status)
            {
                return false;
            }

            if (!DimseStatus.IsSuccessOrWarning(status))
            {
                await FailAsync(file, $"status {status:X4}H {response.ErrorComment}").ConfigureAwait(false);
                return true;
            }

            Interlocked.Add(ref bytes, file.DatasetBytes);
            int done = Interlocked.Increment(ref sent);
            if (showsProgress && done % 16 == 0)
            {
                await Console.Error.WriteAsync($"\r{done} sent ").ConfigureAwait(false);
            }

            return true;
        }
    }

    private Task FailAsync(SendFile file, string why)
    {
        Interlocked.Increment(ref failed);
        return Console.Error.WriteLineAsync($"{file.Path}: {why}");
    }
}
