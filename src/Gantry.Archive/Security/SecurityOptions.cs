namespace Gantry.Archive.Security;

/// <summary>Accounts, passwords, sessions and tokens.</summary>
public sealed record SecurityOptions
{
    /// <summary>Characters that a password has at least, 8 to 128. Default 12.</summary>
    public int MinimumPasswordLength { get; init; } = 12;

    /// <summary>Wrong passwords in a row that lock an account for a while, 1 to 100. Default 5.</summary>
    public int FailuresBeforeLock { get; init; } = 5;

    /// <summary>How long an account is locked; each wrong password after that locks it again. Default 5 minutes.</summary>
    public TimeSpan LockTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Sign-ins that are tried for one network address in a minute, right or wrong, 1 to 100000. Default 20.</summary>
    public int SignInsPerMinute { get; init; } = 20;

    /// <summary>A session ends after this time without a request. Default 8 hours.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(8);

    /// <summary>A session ends after this time whatever happens. Default 24 hours.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a new token lives when nothing else is said. Default 365 days.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromDays(365);

    /// <summary>What is wrong, one line each; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        foreach ((string name, int value, int min, int max) in new[]
        {
            (nameof(MinimumPasswordLength), MinimumPasswordLength, 8, 128),
            (nameof(FailuresBeforeLock), FailuresBeforeLock, 1, 100),
            (nameof(SignInsPerMinute), SignInsPerMinute, 1, 100_000),
        })
        {
            if (value < min || value > max)
            {
                faults.Add($"{name} is {value}, it must be {min} to {max}.");
            }
        }

        faults.AddRange(new[] { (Name: nameof(LockTime), Value: LockTime), (Name: nameof(SessionIdle), Value: SessionIdle), (Name: nameof(SessionLife), Value: SessionLife), (Name: nameof(TokenLife), Value: TokenLife) }
            .Where(t => t.Value <= TimeSpan.Zero || t.Value > TimeSpan.FromDays(36_500))
            .Select(t => $"{t.Name} must be longer than zero and at most 100 years."));
        return faults;
    }
}
