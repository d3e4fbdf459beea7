using Gantry.Archive.Audit;
using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Archive.Jobs;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Compression;

/// <summary>
/// Carries out the compression rules, one instance at a time, and frees originals. Each rule follows the change feed in order and keeps its place: nothing is queued. A crash at
/// any moment leaves an instance as it was or as it should be; the rule finds it so and goes on.
/// </summary>
public sealed class CompressionService(
    ICompressionStore store, IChangeFeed feed, IInstanceCatalog catalog, LocalArchive archive, ScratchFolder scratch, IAuditLog audit, CompressionOptions options, TimeProvider time, ILogger<CompressionService> logger)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private readonly CompressionPace pace = new(options, () => feed.Latest, () => archive.Reads, time);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        HeaderReader headers = new(archive.Objects);
        InstanceRecoder recoder = new(archive, audit, scratch);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                bool hasWorked = await FreeAsync(cancellationToken).ConfigureAwait(false);
                IReadOnlyList<(CompressionRule Rule, CompressionState State)> rules = store.List();
                CompressionRule[] onArrival = [.. rules.Select(r => r.Rule).Where(r => r is { IsOnArrival: true, IsDisabled: false })];
                archive.Arrivals.Use(onArrival.Length == 0 ? null : new ArrivalSettings(onArrival, scratch, options.MaxArrivalBytes));
                foreach ((CompressionRule rule, CompressionState before) in rules)
                {
                    CompressionState state = NoteArrivals(rule, before);
                    CompressionRun run = new(rule, state, store, feed, catalog, headers, recoder, pace, time, logger);
                    hasWorked |= await run.StepAsync(cancellationToken).ConfigureAwait(false);
                }

                if (!hasWorked)
                {
                    await Task.Delay(LookInterval, time, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                CompressionLog.Stumbled(logger, failed);
                await Task.Delay(LookInterval, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private CompressionState NoteArrivals(CompressionRule rule, CompressionState state)
    {
        ArrivalCounts done = archive.Arrivals.TakeCounts(rule.Name);
        if (done.Compressed == 0)
        {
            return state;
        }

        state = state with { Compressed = state.Compressed + done.Compressed, BytesBefore = state.BytesBefore + done.BytesBefore, BytesAfter = state.BytesAfter + done.BytesAfter };
        store.Save(rule.Name, state);
        return state;
    }

    private async ValueTask<bool> FreeAsync(CancellationToken cancellationToken)
    {
        (int objects, long bytes) = await archive.Superseded.FreeAsync(time.GetUtcNow() - TimeSpan.FromSeconds(options.KeepOriginalSeconds), cancellationToken).ConfigureAwait(false);
        if (objects > 0)
        {
            CompressionLog.Freed(logger, objects, bytes);
        }

        return objects > 0;
    }
}
