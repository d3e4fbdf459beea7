namespace Gantry.Archive.Jobs;

/// <summary>How jobs are run.</summary>
public sealed record JobOptions
{
    /// <summary>Jobs at a time, 1 to 64. Default 4.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>Seconds from a first failed try to the second, 1 to 3600; doubled after each. Default 10.</summary>
    public int FirstRetrySeconds { get; init; } = 10;

    /// <summary>Seconds from one try to the next at most, 1 to 86400. Default 900.</summary>
    public int MaxRetrySeconds { get; init; } = 900;

    /// <summary>Tries until a job is given up, 1 to 10000. Default 100: about a day.</summary>
    public int MaxAttempts { get; init; } = 100;

    /// <summary>Days that ended jobs are kept for people to look at, 1 to 3650. Default 30.</summary>
    public int KeepDays { get; init; } = 30;

    /// <summary>What is wrong, one line each; empty when all is well.</summary>
    public IReadOnlyList<string> Validate() =>
        [.. new (string Name, int Value, int Max)[] { (nameof(Workers), Workers, 64), (nameof(FirstRetrySeconds), FirstRetrySeconds, 3600), (nameof(MaxRetrySeconds), MaxRetrySeconds, 86_400), (nameof(MaxAttempts), MaxAttempts, 10_000), (nameof(KeepDays), KeepDays, 3650) }
            .Where(o => o.Value < 1 || o.Value > o.Max).Select(o => $"{o.Name} is {o.Value}, it must be 1 to {o.Max}.")];

    /// <summary>How long to wait after so many failed tries.</summary>
    public TimeSpan Backoff(int attempts) => TimeSpan.FromSeconds(Math.Min(MaxRetrySeconds, FirstRetrySeconds * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30))));
}
