namespace Gantry.Archive.Compression;

/// <summary>How fast compressing may go: it gives way to ingest and to reading, and takes no more of a processor than it is allowed.</summary>
/// <param name="options">The share of a processor.</param>
/// <param name="changes">Number of the last change.</param>
/// <param name="reads">How often something stored was read, our own reading included.</param>
/// <param name="time">The clock.</param>
internal sealed class CompressionPace(CompressionOptions options, Func<long> changes, Func<long> reads, TimeProvider time)
{
    /// <summary>Even then an instance is compressed now and then, or a rule would never come to its end in a busy archive.</summary>
    private const int MaxPauses = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly RateWatch ingest = new(changes, perSecond: 5, few: 5, time);
    private readonly RateWatch reading = new(reads, perSecond: 20, few: 3, time);

    /// <summary>Waits while much comes in, or much is read.</summary>
    public async ValueTask GiveWayAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < MaxPauses && (ingest.IsFast() | reading.IsFast()); i++)
        {
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A change that compressing itself has made.</summary>
    public void NoteOwn() => ingest.Pardon(1);

    /// <summary>Rests after work that began at a time stamp.</summary>
    public async ValueTask RestAsync(long began, CancellationToken cancellationToken)
    {
        // What was read until now is what was worked on; who else reads shows in the rest.
        reading.Restart();
        TimeSpan rest = time.GetElapsedTime(began) * ((100 - options.ProcessorPercent) / (double)options.ProcessorPercent);
        if (rest > TimeSpan.FromMilliseconds(1))
        {
            await Task.Delay(rest, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
