namespace Gantry.Archive.Security;

/// <summary>What became of a change of password.</summary>
public abstract record PasswordOutcome
{
    private PasswordOutcome() { }

    public sealed record Changed(Account Account) : PasswordOutcome;

    /// <summary>There is no such account.</summary>
    public sealed record UnknownAccount : PasswordOutcome;

    /// <summary>The current password is wrong, or the account is locked.</summary>
    public sealed record WrongPassword : PasswordOutcome;

    /// <summary>The new one is not good enough; the reason is for the person.</summary>
    public sealed record Refused(string Reason) : PasswordOutcome;
}
