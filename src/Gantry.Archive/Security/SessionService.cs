using Gantry.Archive.Audit;

namespace Gantry.Archive.Security;

/// <summary>Signing in and out, and finding who a cookie belongs to.</summary>
public sealed class SessionService(AccountService rules, IAccountStore accounts, ISessionStore sessions, IAuditLog audit, SecurityOptions options, TimeProvider time)
{
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);

    public async ValueTask<SignInOutcome> SignInAsync(string name, string password, string? address, CancellationToken cancellationToken) =>
        await CheckAsync(name, password, address, cancellationToken).ConfigureAwait(false) is { } account ? Start(account, Secrets.NewSecret()) : new SignInOutcome.Failed();

    /// <summary>Signs in without a session, as for one association: the account, or null where name or password is wrong or the account is locked or disabled. Audited.</summary>
    public async ValueTask<Account?> CheckAsync(string name, string password, string? address, CancellationToken cancellationToken)
    {
        var by = new Caller(Shortened(name), address);
        Account? account = accounts.Find(name);
        bool right = false;
        if (account is null)
        {
            rules.PretendToCheck(password);
        }
        else
        {
            right = await rules.CheckAsync(account, password, by, cancellationToken).ConfigureAwait(false);
        }

        await audit.AppendAsync(new AuditEvent(right ? AuditKind.SignIn : AuditKind.SignInFailed, by.Actor, address), cancellationToken).ConfigureAwait(false);
        return right ? accounts.Find(name) : null;
    }

    /// <summary>A new session in the place of one that a change of password has ended; the page's CSRF token stays.</summary>
    public SignInOutcome.SignedIn Restart(Account account, string csrfToken) => Start(account, csrfToken);

    /// <summary>The session of a cookie's secret; null when it has ended. Notes that it was used.</summary>
    public (Session Session, Account Account)? Find(string secret)
    {
        DateTimeOffset now = time.GetUtcNow();
        var hash = SecretHash.Of(secret);
        if (sessions.Find(hash) is not { } found || found.Account.IsDisabled
            || now >= ExpiryOf(found.Session))
        {
            return null;
        }

        if (now - found.Session.LastSeenAt >= TouchEvery)
        {
            Touch(hash, now);
        }

        return found;
    }

    public DateTimeOffset ExpiryOf(Session session)
    {
        DateTimeOffset idle = session.LastSeenAt + options.SessionIdle;
        DateTimeOffset life = session.StartedAt + options.SessionLife;
        return idle < life ? idle : life;
    }

    public async ValueTask SignOutAsync(string secret, Caller by, CancellationToken cancellationToken)
    {
        sessions.End(SecretHash.Of(secret));
        await audit.AppendAsync(new AuditEvent(AuditKind.SignOut, by.Actor, by.Address), cancellationToken).ConfigureAwait(false);
    }

    private SignInOutcome.SignedIn Start(Account account, string csrfToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        string secret = Secrets.NewSecret();
        var session = new Session { Account = account.Name, CsrfToken = csrfToken, StartedAt = now, LastSeenAt = now };
        sessions.Prune(now - options.SessionLife, now - options.SessionIdle);
        sessions.Add(session, SecretHash.Of(secret));
        return new SignInOutcome.SignedIn(secret, session, account);
    }

    private void Touch(SecretHash hash, DateTimeOffset now)
    {
        try
        {
            sessions.Touch(hash, now);
        }
        catch (StateException)
        {
            // A full disk: who is signed in goes on reading.
        }
    }

    // A password typed into the name's box is cut before it is written down for good.
    private static string Shortened(string name) => name.Length <= 64 ? name : name[..64];
}
