namespace Gantry.Backends.Sqlite;

/// <summary>
/// Carries what the write-ahead log holds over to the database, beside the writer, so that no commit waits for the syncs of it. Under an unbroken stream of commits the log
/// never comes to rest and would only grow: past a bound the writer starts it again at its beginning, when nearly all of it is carried over already.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    /// <summary>Pages of the log at which the writer is asked to start it again: 32 MiB.</summary>
    private const long RestartPages = 8_192;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

    private readonly Connection connection;
    private readonly TimeSpan busyTimeout;
    private readonly ManualResetEventSlim stop = new();
    private readonly Thread thread;
    private bool needsRestart;
    private bool hasCommits;

    public Checkpointer(SqliteOptions options)
    {
        busyTimeout = options.BusyTimeout;
        connection = Connection.Open(options.IndexPath, isWriter: true, options);
        connection.SetBusyTimeout(TimeSpan.Zero);
        thread = new Thread(Run) { IsBackground = true, Name = "checkpointer" };
        thread.Start();
    }

    /// <summary>The writer has committed. True when it should start the log again before it goes on.</summary>
    public bool NoteCommit()
    {
        Volatile.Write(ref hasCommits, true);
        return Volatile.Read(ref needsRestart);
    }

    /// <summary>Starts the log again, on the writer's connection: readers that still use it put it off.</summary>
    public void Restart(Connection writer)
    {
        Volatile.Write(ref needsRestart, false);
        writer.SetBusyTimeout(TimeSpan.FromMilliseconds(20));
        try
        {
            _ = writer.Checkpoint("RESTART");
        }
        finally
        {
            writer.SetBusyTimeout(busyTimeout);
        }
    }

    public void Dispose()
    {
        stop.Set();
        thread.Join();
        connection.Dispose();
        stop.Dispose();
    }

    private void Run()
    {
        bool isEmpty = false;
        while (!stop.Wait(Pace))
        {
            bool isIdle = !Interlocked.Exchange(ref hasCommits, false);
            if (isIdle && isEmpty)
            {
                continue;
            }

            try
            {
                // In a pause the log's file shrinks to nothing.
                long pages = connection.Checkpoint(isIdle ? "TRUNCATE" : "PASSIVE");
                isEmpty = isIdle && pages == 0;
                Volatile.Write(ref needsRestart, pages > RestartPages);
            }
            catch (Exception e) when (e is Archive.Index.IndexException or SqliteRowException)
            {
                // The writer meets the same trouble and reports it; the log keeps everything meanwhile.
            }
        }
    }
}
