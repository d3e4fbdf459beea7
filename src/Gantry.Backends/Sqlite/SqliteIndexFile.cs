using Gantry.Archive.Index;

namespace Gantry.Backends.Sqlite;

/// <summary>
/// The open index: one write connection and a pool of readers over <c>index.db</c>, shared by <see cref="SqliteArchiveIndex"/>, <see cref="SqliteInstanceCatalog"/>
/// and <see cref="SqliteChangeFeed"/>. One process opens it for writing.
/// </summary>
public sealed class SqliteIndexFile : IDisposable
{
    private readonly Connection connection;
    private readonly Checkpointer checkpointer;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long latest;
    private bool isRestartDue;

    private SqliteIndexFile(Connection connection, SqliteOptions options, TimeProvider time)
    {
        this.connection = connection;
        Time = time;
        latest = connection.Scalar("SELECT max(ifnull((SELECT max(id) FROM instance), 0), ifnull((SELECT max(number) FROM change), 0), ifnull((SELECT value FROM setting WHERE name='last_change'), 0))");
        Writer = new IndexWriter(connection, latest, time);
        connection.Execute("PRAGMA wal_autocheckpoint=0");
        checkpointer = new Checkpointer(options);
        Readers = new ReaderPool(options.IndexPath, options, QueryFunctions.AddTo);
    }

    /// <summary>Opens the index of a folder, making or migrating it when needed.</summary>
    /// <exception cref="IndexException">The file cannot be opened, or is of a later version.</exception>
    public static SqliteIndexFile Open(SqliteOptions options, TimeProvider time)
    {
        Directory.CreateDirectory(options.Folder);
        Connection connection = Connection.Open(options.IndexPath, isWriter: true, options);
        try
        {
            Schema.Migrate(connection);
            return new SqliteIndexFile(connection, options, time);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads a little, as a query would.</summary>
    /// <exception cref="IndexException">The file cannot be read.</exception>
    public void Probe() => Readers.Read(db => db.Scalar("SELECT ifnull(max(id), 0) FROM study"));

    internal TimeProvider Time { get; }

    internal ReaderPool Readers { get; }

    internal IndexWriter Writer { get; }

    internal Lock WriteLock { get; } = new();

    internal long Latest => Volatile.Read(ref latest);

    /// <summary>Completes at the next committed change.</summary>
    internal Task Changed => Volatile.Read(ref changed).Task;

    internal T Write<T>(Func<Connection, IndexWriter, T> write)
    {
        T result;
        bool isNew;
        lock (WriteLock)
        {
            if (isRestartDue)
            {
                checkpointer.Restart(connection);
            }

            result = write(connection, Writer);
            isNew = Writer.Latest != latest;
            isRestartDue = checkpointer.NoteCommit();
            Volatile.Write(ref latest, Writer.Latest);
        }

        if (isNew)
        {
            Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }

        return result;
    }

    public void Dispose()
    {
        lock (WriteLock)
        {
            Readers.Dispose();
            checkpointer.Dispose();
            connection.Dispose();
        }
    }
}
