using Gantry.Archive.Changes;

namespace Gantry.Archive.Compression;

/// <summary>How fast compressing may go: it gives way to ingest, and takes no more of a processor than it is allowed.</summary>
internal sealed class CompressionPace(CompressionOptions options, IChangeFeed feed, TimeProvider time)
{
    /// <summary>More changes than these a second, our own apart, are a burst of ingest.</summary>
    private const int BusyChangesPerSecond = 5;

    /// <summary>Even then an instance is compressed now and then, or a rule would never come to its end in a busy archive.</summary>
    private const int MaxPauses = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private long seen = feed.Latest;
    private long at = time.GetTimestamp();

    /// <summary>Waits while much comes in.</summary>
    public async ValueTask GiveWayAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < MaxPauses && IsBusy(); i++)
        {
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A change that compressing itself has made.</summary>
    public void NoteOwn() => seen++;

    /// <summary>Rests after work that began at a time stamp.</summary>
    public async ValueTask RestAsync(long began, CancellationToken cancellationToken)
    {
        TimeSpan rest = time.GetElapsedTime(began) * ((100 - options.ProcessorPercent) / (double)options.ProcessorPercent);
        if (rest > TimeSpan.FromMilliseconds(1))
        {
            await Task.Delay(rest, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsBusy()
    {
        long latest = feed.Latest;
        double seconds = Math.Max(0.05, time.GetElapsedTime(at).TotalSeconds);
        bool isBusy = (latest - seen) / seconds > BusyChangesPerSecond && latest - seen > BusyChangesPerSecond;
        (seen, at) = (latest, time.GetTimestamp());
        return isBusy;
    }
}
