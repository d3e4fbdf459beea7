using Gantry.Archive.Index;
using SQLitePCL;

namespace Gantry.Backends.Sqlite;

/// <summary>SQLite result codes as the archive's failures: those of the environment end a transaction, all others only the row that met them.</summary>
internal static class SqliteErrors
{
    /// <summary>Throws <see cref="IndexException"/> for the environment's failures and <see cref="SqliteRowException"/> for all others.</summary>
    public static void Check(int code, sqlite3 db)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return;
        }

        string message = $"SQLite {code}: {raw.sqlite3_errmsg(db).utf8_to_string()}";
        throw (code & 0xFF) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_NOMEM or raw.SQLITE_INTERRUPT => new IndexException(message, isTransient: true),
            raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_PERM or raw.SQLITE_AUTH
                => new IndexException(message, isTransient: (code & 0xFF) == raw.SQLITE_IOERR),
            _ => new SqliteRowException(message),
        };
    }
}
