using Gantry.Archive.Security;

namespace Gantry.Backends.Sqlite.State;

public sealed class SqliteSessionStore(StateDatabase database) : ISessionStore
{
    public void Add(Session session, SecretHash secret) => database.Write(c => c.Execute(
        "INSERT INTO session (secret, account, csrf, started_at, last_seen) VALUES ($secret, $account, $csrf, $started, $seen)",
        ("$secret", secret.Hex), ("$account", session.Account), ("$csrf", session.CsrfToken), ("$started", session.StartedAt), ("$seen", session.LastSeenAt)));

    public (Session Session, Account Account)? Find(SecretHash secret)
    {
        List<(Session, Account)> found = database.Read(c => c.Query(
            $"SELECT s.account, s.csrf, s.started_at, s.last_seen, {SqliteAccountStore.Columns} FROM session s JOIN account a ON a.name = s.account WHERE s.secret = $secret",
            r => (new Session { Account = r.GetString(0), CsrfToken = r.GetString(1), StartedAt = r.Time(2), LastSeenAt = r.Time(3) }, SqliteAccountStore.ReadAccount(r, 4)),
            ("$secret", secret.Hex)));
        return found.Count == 1 ? found[0] : null;
    }

    public void Touch(SecretHash secret, DateTimeOffset seenAt) =>
        database.Write(c => c.Execute("UPDATE session SET last_seen = $at WHERE secret = $secret", ("$at", seenAt), ("$secret", secret.Hex)));

    public void End(SecretHash secret) => database.Write(c => c.Execute("DELETE FROM session WHERE secret = $secret", ("$secret", secret.Hex)));

    public void EndAll(string account) => database.Write(c => c.Execute("DELETE FROM session WHERE account = $account", ("$account", account)));

    public void Prune(DateTimeOffset startedBefore, DateTimeOffset seenBefore) =>
        database.Write(c => c.Execute("DELETE FROM session WHERE started_at < $started OR last_seen < $seen", ("$started", startedBefore), ("$seen", seenBefore)));
}
