using System.ComponentModel.DataAnnotations;

namespace Gantry.Archive.Security;

/// <summary>Accounts, passwords, sessions and tokens.</summary>
public sealed record SecurityOptions : IValidatableObject
{
    /// <summary>Characters that a password has at least.</summary>
    [Range(8, 128)]
    public int MinimumPasswordLength { get; init; } = 12;

    /// <summary>Wrong passwords in a row that lock an account for a while.</summary>
    [Range(1, 100)]
    public int FailuresBeforeLock { get; init; } = 5;

    /// <summary>How long an account is locked; each wrong password after that locks it again.</summary>
    public TimeSpan LockTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Sign-ins that are tried for one network address in a minute, right or wrong.</summary>
    [Range(1, 100_000)]
    public int SignInsPerMinute { get; init; } = 20;

    /// <summary>A session ends after this time without a request.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(8);

    /// <summary>A session ends after this time whatever happens.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a new token lives when nothing else is said.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromDays(365);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach ((string name, TimeSpan value) in new[] { (nameof(LockTime), LockTime), (nameof(SessionIdle), SessionIdle), (nameof(SessionLife), SessionLife), (nameof(TokenLife), TokenLife) })
        {
            if (value <= TimeSpan.Zero)
            {
                yield return new ValidationResult("must be longer than zero.", [name]);
            }
        }
    }
}
