using Gantry.Archive.Security;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

public sealed class SqliteAccountStore(StateDatabase database) : IAccountStore
{
    /// <summary>In the order that <see cref="ReadAccount"/> takes them.</summary>
    internal const string Columns = "a.name, a.role, a.password_hash, a.must_change, a.disabled, a.failed, a.locked_until, a.created_at, a.last_sign_in";

    public Account? Find(string name) => database.Read(c => FindIn(c, name));

    public IReadOnlyList<Account> List() => database.Read(c => c.Query($"SELECT {Columns} FROM account a ORDER BY a.name", r => ReadAccount(r, 0)));

    public bool Add(Account account) => database.Write(c => c.Execute(
        """
        INSERT INTO account (name, role, password_hash, must_change, disabled, failed, locked_until, created_at, last_sign_in)
        VALUES ($name, $role, $hash, $must, $disabled, $failed, $locked, $created, $last) ON CONFLICT DO NOTHING
        """,
        Values(account)) == 1);

    public Account? Update(string name, Func<Account, Account> change) => database.Write(c =>
    {
        if (FindIn(c, name) is not { } before)
        {
            return null;
        }

        Account after = change(before) with { Name = before.Name, CreatedAt = before.CreatedAt };
        c.Execute("UPDATE account SET role=$role, password_hash=$hash, must_change=$must, disabled=$disabled, failed=$failed, locked_until=$locked, created_at=$created, last_sign_in=$last WHERE name=$name", Values(after));
        return after;
    });

    internal static Account ReadAccount(SqliteDataReader row, int from) => new()
    {
        Name = row.GetString(from),
        Role = (Role)row.GetInt32(from + 1),
        PasswordHash = row.GetString(from + 2),
        MustChangePassword = row.GetBoolean(from + 3),
        IsDisabled = row.GetBoolean(from + 4),
        FailedSignIns = row.GetInt32(from + 5),
        LockedUntil = row.TimeOrNull(from + 6),
        CreatedAt = row.Time(from + 7),
        LastSignInAt = row.TimeOrNull(from + 8),
    };

    private static Account? FindIn(SqliteConnection connection, string name) =>
        connection.Query($"SELECT {Columns} FROM account a WHERE a.name = $name", r => ReadAccount(r, 0), ("$name", name)).SingleOrDefault();

    private static (string, object?)[] Values(Account a) =>
    [
        ("$name", a.Name), ("$role", a.Role), ("$hash", a.PasswordHash), ("$must", a.MustChangePassword), ("$disabled", a.IsDisabled),
        ("$failed", a.FailedSignIns), ("$locked", a.LockedUntil), ("$created", a.CreatedAt), ("$last", a.LastSignInAt),
    ];
}
