namespace Gantry.Testing;

/// <summary>Waits for what comes true in its own time. The patience is for a machine that does ten things at once: whoever waits so long has found a fault.</summary>
public static class Eventually
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>The patience of every wait in the tests.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Looks until it is so, and gives what was seen then.</summary>
    /// <exception cref="TimeoutException">It never was; its message ends with what was seen last.</exception>
    public static async Task<T> IsAsync<T>(Func<Task<T>> look, Func<T, bool> isSo, Func<T, string>? describe = null)
    {
        using CancellationTokenSource patience = new(Patience);
        using PeriodicTimer timer = new(Look);
        while (true)
        {
            T seen = await look();
            if (isSo(seen))
            {
                return seen;
            }

            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"It never was so; last seen: {describe?.Invoke(seen) ?? seen?.ToString()}");
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Looks until it is so.</summary>
    public static Task IsAsync(Func<bool> isSo, Func<string>? describe = null) => IsAsync(() => Task.FromResult(isSo()), so => so, _ => describe?.Invoke() ?? "false");

    /// <summary>Looks until it is so, on this thread.</summary>
    public static bool Is(Func<bool> isSo) => SpinWait.SpinUntil(isSo, Patience);
}
