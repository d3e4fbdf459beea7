using Gantry.Archive.Index;
using SQLitePCL;

namespace Gantry.Backends.Sqlite;

/// <summary>One connection to one database file, with its prepared statements kept by their text. Used by one thread at a time.</summary>
internal sealed class Connection : IDisposable
{
    // Statement texts come from a fixed set times the shapes of queries; the bound only guards against a shape per request.
    private const int MaxKeptStatements = 256;

    private readonly sqlite3 db;
    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);

    static Connection() => Batteries_V2.Init();

    private Connection(sqlite3 db) => this.db = db;

    public static Connection Open(string path, bool isWriter, SqliteOptions options)
    {
        int flags = raw.SQLITE_OPEN_NOMUTEX | (isWriter ? raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE : raw.SQLITE_OPEN_READWRITE);
        int code = raw.sqlite3_open_v2(path, out sqlite3 db, flags, null!);
        if (code != raw.SQLITE_OK)
        {
            db?.Dispose();
            throw new IndexException($"The database '{Path.GetFileName(path)}' cannot be opened (SQLite {code}).", isTransient: false);
        }

        Connection connection = new(db);
        try
        {
            connection.SetBusyTimeout(options.BusyTimeout);
            if (isWriter)
            {
                // The page size only takes effect on an empty file; WAL and synchronous NORMAL lose no more than the segment's tail gives back.
                connection.Execute($"PRAGMA page_size={options.PageSizeBytes}");
                connection.Execute("PRAGMA journal_mode=WAL");
                connection.Execute("PRAGMA synchronous=NORMAL");
                connection.Execute("PRAGMA temp_store=MEMORY");
                connection.Execute("PRAGMA foreign_keys=OFF");
            }
            else
            {
                connection.Execute("PRAGMA query_only=ON");
                connection.Execute("PRAGMA temp_store=MEMORY");
            }

            connection.Execute($"PRAGMA mmap_size={options.MmapBytes}");
            connection.Execute($"PRAGMA cache_size=-{options.CacheKilobytes}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that are not worth keeping.</summary>
    public void Execute(string sql)
    {
        int code = raw.sqlite3_exec(db, sql);
        if (code != raw.SQLITE_OK)
        {
            SqliteErrors.Check(raw.sqlite3_extended_errcode(db), db);
        }
    }

    /// <summary>The kept statement of this text, reset; the caller resets it again when done with its rows.</summary>
    public Statement Prepare(string sql)
    {
        if (statements.TryGetValue(sql, out Statement? kept))
        {
            return kept;
        }

        if (statements.Count >= MaxKeptStatements)
        {
            DropStatements();
        }

        SqliteErrors.Check(raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt handle), db);
        Statement statement = new(db, handle);
        statements.Add(sql, statement);
        return statement;
    }

    /// <summary>Carries the write-ahead log over, as the mode says; the pages that the log holds.</summary>
    public long Checkpoint(string mode)
    {
        Statement statement = Prepare($"PRAGMA wal_checkpoint({mode})");
        try
        {
            return statement.Step() ? statement.Int64(1) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>How long a statement waits for another connection's lock.</summary>
    public void SetBusyTimeout(TimeSpan timeout) => _ = raw.sqlite3_busy_timeout(db, (int)timeout.TotalMilliseconds);

    public int Changes => raw.sqlite3_changes(db);

    /// <summary>True outside a transaction.</summary>
    public bool IsAutocommit => raw.sqlite3_get_autocommit(db) != 0;

    public long Scalar(string sql)
    {
        Statement statement = Prepare(sql);
        try
        {
            return statement.Step() ? statement.Int64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    public void AddFunction(string name, int arguments, delegate_function_scalar function) =>
        SqliteErrors.Check(raw.sqlite3_create_function(db, name, arguments, raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC, null, function), db);

    public void Dispose()
    {
        DropStatements();
        db.Dispose();
    }

    private void DropStatements()
    {
        foreach (Statement statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
    }
}
