using Gantry.Archive.Security;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

public sealed class SqliteTokenStore(StateDatabase database) : ITokenStore
{
    private const string Columns = "t.id, t.account, t.name, t.scopes, t.created_at, t.expires_at, t.revoked_at, t.last_used";

    public void Add(ApiToken token, SecretHash secret) => database.Write(c => c.Execute(
        "INSERT INTO token (secret, id, account, name, scopes, created_at, expires_at, revoked_at, last_used) VALUES ($secret, $id, $account, $name, $scopes, $created, $expires, $revoked, $used)",
        ("$secret", secret.Hex), ("$id", token.Id), ("$account", token.Account), ("$name", token.Name), ("$scopes", token.Scopes),
        ("$created", token.CreatedAt), ("$expires", token.ExpiresAt), ("$revoked", token.RevokedAt), ("$used", token.LastUsedAt)));

    public (ApiToken Token, Account Account)? Find(SecretHash secret)
    {
        List<(ApiToken, Account)> found = database.Read(c => c.Query(
            $"SELECT {Columns}, {SqliteAccountStore.Columns} FROM token t JOIN account a ON a.name = t.account WHERE t.secret = $secret",
            r => (ReadToken(r), SqliteAccountStore.ReadAccount(r, 8)),
            ("$secret", secret.Hex)));
        return found.Count == 1 ? found[0] : null;
    }

    public IReadOnlyList<ApiToken> List() => database.Read(c => c.Query($"SELECT {Columns} FROM token t ORDER BY t.created_at DESC, t.id", ReadToken));

    public ApiToken? Revoke(string id, DateTimeOffset at) => database.Write(c =>
    {
        c.Execute("UPDATE token SET revoked_at = $at WHERE id = $id AND revoked_at IS NULL", ("$at", at), ("$id", id));
        return c.Query($"SELECT {Columns} FROM token t WHERE t.id = $id", ReadToken, ("$id", id)).SingleOrDefault();
    });

    public void Touch(string id, DateTimeOffset usedAt) => database.Write(c => c.Execute("UPDATE token SET last_used = $at WHERE id = $id", ("$at", usedAt), ("$id", id)));

    private static ApiToken ReadToken(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Account = row.GetString(1),
        Name = row.GetString(2),
        Scopes = (Rights)row.GetInt32(3),
        CreatedAt = row.Time(4),
        ExpiresAt = row.TimeOrNull(5),
        RevokedAt = row.TimeOrNull(6),
        LastUsedAt = row.TimeOrNull(7),
    };
}
