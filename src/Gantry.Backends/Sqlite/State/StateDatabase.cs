using Gantry.Archive;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

/// <summary>
/// The SQLite file of what cannot be derived from the segments: accounts, tokens, sessions, audit. One writer and one reader connection with synchronous=FULL,
/// apart from the derived index, so that it is small, quickly copied, and never lost by a rebuild. Other processes may use the file at the same time.
/// </summary>
public sealed class StateDatabase : IDisposable
{
    private readonly SqliteConnection writer;
    private readonly SqliteConnection reader;
    private readonly Lock writing = new();
    private readonly Lock reading = new();

    private StateDatabase(SqliteConnection writer, SqliteConnection reader)
    {
        this.writer = writer;
        this.reader = reader;
    }

    /// <summary>Opens the file, making it (for its owner alone) where it is not there, and brings its schema up to date.</summary>
    /// <exception cref="StateException">It cannot be opened, or a newer Gantry has written it.</exception>
    public static StateDatabase Open(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose();
            }

            SqliteConnection writer = Connect(path);
            StateSchema.Apply(writer);
            return new StateDatabase(writer, Connect(path));
        }
        catch (Exception failed) when (failed is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StateException($"{path} cannot be opened: {failed.Message}", failed);
        }
    }

    /// <summary>Reads a little, as signing in would.</summary>
    /// <exception cref="StateException">The file cannot be read.</exception>
    public void Probe() => Read(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_schema";
        return command.ExecuteScalar();
    });

    /// <summary>Runs reads; they see all that any process has committed.</summary>
    internal T Read<T>(Func<SqliteConnection, T> work)
    {
        lock (reading)
        {
            return Guard(() => work(reader));
        }
    }

    /// <summary>Runs work in one transaction that is durable when this returns. The write lock is taken at the start, so that what it reads does not change below it.</summary>
    internal T Write<T>(Func<SqliteConnection, T> work)
    {
        lock (writing)
        {
            return Guard(() =>
            {
                using SqliteTransaction transaction = writer.BeginTransaction(deferred: false);
                T result = work(writer);
                transaction.Commit();
                return result;
            });
        }
    }

    public void Dispose()
    {
        lock (reading)
        {
            reader.Dispose();
        }

        lock (writing)
        {
            writer.Dispose();
        }
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 10 }.ToString());
        connection.Open();
        using SqliteCommand pragmas = connection.CreateCommand();
        pragmas.CommandText = "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";
        pragmas.ExecuteNonQuery();
        return connection;
    }

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException failed)
        {
            throw new StateException($"the state database failed: {failed.Message}", failed);
        }
    }
}
