namespace Gantry.Archive.Security;

/// <summary>What became of a sign-in.</summary>
public abstract record SignInOutcome
{
    private SignInOutcome() { }

    /// <param name="Secret">Goes into the cookie; it is not kept anywhere.</param>
    /// <param name="Session">The session.</param>
    /// <param name="Account">Whose it is.</param>
    public sealed record SignedIn(string Secret, Session Session, Account Account) : SignInOutcome;

    /// <summary>Unknown, wrong, locked or disabled: the caller is not told which.</summary>
    public sealed record Failed : SignInOutcome;
}
