namespace Gantry.Composition;

/// <summary>
/// Tries the parts that the server cannot do without. An answer is kept for a second; one probe runs at a time, and what does not answer in time is not ready: so asking often
/// costs nothing, and a hanging disk holds one thread.
/// </summary>
/// <param name="parts">Each part's name and what tries it, on a thread of its own; an exception is its failure.</param>
/// <param name="time">The clock.</param>
public sealed class ReadinessProbe(IReadOnlyList<(string Name, Action Try)> parts, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Lock guard = new();
    private Task<(string? Failing, long At)>? latest;

    /// <summary>The name of a part that fails or hangs; null when all work.</summary>
    public async ValueTask<string?> FailingAsync(CancellationToken cancellationToken)
    {
        Task<(string? Failing, long At)> probe;
        lock (guard)
        {
            if (latest is null || (latest.IsCompleted && time.GetElapsedTime(latest.Result.At) >= Kept))
            {
                latest = Task.Run(Probe, CancellationToken.None);
            }

            probe = latest;
        }

        try
        {
            return (await probe.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false)).Failing;
        }
        catch (TimeoutException)
        {
            return "something that does not answer";
        }
    }

    private (string? Failing, long At) Probe()
    {
        foreach ((string name, Action attempt) in parts)
        {
            try
            {
                attempt();
            }
            catch (Exception)
            {
                // Whatever it is: the part does not work. Its own log says why.
                return (name, time.GetTimestamp());
            }
        }

        return (null, time.GetTimestamp());
    }
}
