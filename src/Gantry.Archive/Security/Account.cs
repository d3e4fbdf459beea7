namespace Gantry.Archive.Security;

/// <summary>A person's (or a program's) account on this archive.</summary>
public sealed record Account
{
    /// <summary>The sign-in name, in the form in which it was given; compared without regard to case.</summary>
    public required string Name { get; init; }

    public required Role Role { get; init; }

    /// <summary>Salted and stretched; the form is <see cref="IPasswordHashing"/>'s own.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>The password is a one-time one: it opens nothing but the change of itself.</summary>
    public bool MustChangePassword { get; init; }

    public bool IsDisabled { get; init; }

    /// <summary>Wrong passwords since the last right one.</summary>
    public int FailedSignIns { get; init; }

    /// <summary>No password is right before this time.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }
}
