namespace Gantry.Archive.Security;

/// <summary>What became of a change of an account.</summary>
public abstract record AccountOutcome
{
    private AccountOutcome() { }

    /// <param name="Account">The account as it is now.</param>
    /// <param name="OneTimePassword">Told once, where a new one was made.</param>
    public sealed record Done(Account Account, string? OneTimePassword = null) : AccountOutcome;

    public sealed record NameTaken : AccountOutcome;

    public sealed record UnknownAccount : AccountOutcome;

    /// <summary>Nobody could manage the archive any more.</summary>
    public sealed record LastAdministrator : AccountOutcome;

    public sealed record Refused(string Reason) : AccountOutcome;
}
