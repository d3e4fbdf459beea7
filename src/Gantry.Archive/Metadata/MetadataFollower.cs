using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Metadata;

/// <summary>
/// Follows the change feed and makes the records of series that have been quiet for a while, so that opening a study finds them made. One series at a time: it gives way to ingest.
/// A series of which no record can be made holds up no other.
/// </summary>
public sealed class MetadataFollower(IChangeFeed feed, ISeriesMetadata metadata, ISeriesMetadataStore store, TimeProvider time, ILogger<MetadataFollower> logger)
{
    private const int PageSize = 1000;

    /// <summary>More changes than this since the last look are a burst.</summary>
    private const int BusyChanges = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private long before;

    private readonly Dictionary<(StudyUid Study, SeriesUid Series), DateTimeOffset> waiting = [];

    /// <summary>A series without a change for this long is taken as complete for now.</summary>
    public static TimeSpan QuietTime { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a record may wait for a pause of ingest, which comes first: whoever opens the series earlier has its record made then.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long cursor = Math.Min(store.Cursor, feed.Latest);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                cursor = await TakeChangesAsync(cursor, cancellationToken).ConfigureAwait(false);
                await MakeDueAsync(cancellationToken).ConfigureAwait(false);
                if (waiting.Count == 0)
                {
                    store.Cursor = cursor;
                }

                await WaitAsync(cursor, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                MetadataLog.Failed(logger, e);
                await Task.Delay(QuietTime, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<long> TakeChangesAsync(long cursor, CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<Change> changes = await feed.ReadAsync(cursor, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (Change change in changes)
            {
                cursor = change.Number;
                if (change.Kind == ChangeKind.Deleted)
                {
                    store.Remove(change.Study, change.Series);
                }

                if (change is { Kind: ChangeKind.Stored or ChangeKind.Deleted or ChangeKind.Recoded, Series: { } series })
                {
                    waiting[(change.Study, series)] = time.GetUtcNow();
                }
            }

            if (changes.Count < PageSize)
            {
                return cursor;
            }
        }
    }

    private async ValueTask MakeDueAsync(CancellationToken cancellationToken)
    {
        bool isBusy = feed.Latest - before > BusyChanges;
        before = feed.Latest;
        DateTimeOffset due = time.GetUtcNow() - (isBusy ? Patience : QuietTime);
        foreach ((StudyUid study, SeriesUid series) in waiting.Where(w => w.Value <= due).Select(w => w.Key).ToArray())
        {
            if (feed.Latest - before > BusyChanges)
            {
                return;
            }

            waiting.Remove((study, series));
            try
            {
                await metadata.GetAsync(study, series, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not (OperationCanceledException or IndexException))
            {
                // Whoever asks for the series is told; there is nothing to gain from trying again here.
                MetadataLog.RecordFailed(logger, e, series);
            }
        }
    }

    private async ValueTask WaitAsync(long cursor, CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
        {
            await feed.WaitAsync(cursor, cancellationToken).ConfigureAwait(false);
            return;
        }

        // A little wait gathers a burst of changes into one reading of the feed.
        TimeSpan next = waiting.Values.Min() + QuietTime - time.GetUtcNow();
        await Task.Delay(next > Pause ? next : Pause, time, cancellationToken).ConfigureAwait(false);
    }
}
