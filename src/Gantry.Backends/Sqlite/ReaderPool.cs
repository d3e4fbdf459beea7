using System.Collections.Concurrent;

namespace Gantry.Backends.Sqlite;

/// <summary>Read connections, at most <see cref="SqliteOptions.MaxReaders"/>, each used by one caller at a time.</summary>
internal sealed class ReaderPool(string path, SqliteOptions options, Action<Connection>? prepare = null) : IDisposable
{
    private readonly ConcurrentBag<Connection> idle = [];
    private readonly SemaphoreSlim free = new(options.MaxReaders);
    private volatile bool isDisposed;

    public T Read<T>(Func<Connection, T> read)
    {
        free.Wait();
        return ReadAndReturn(read);
    }

    /// <summary>Waits for a connection without holding a thread; the read itself is short and runs on the caller's.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<Connection, T> read, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken).ConfigureAwait(false);
        return ReadAndReturn(read);
    }

    public void Dispose()
    {
        isDisposed = true;
        while (idle.TryTake(out Connection? connection))
        {
            connection.Dispose();
        }
    }

    private T ReadAndReturn<T>(Func<Connection, T> read)
    {
        try
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (!idle.TryTake(out Connection? connection))
            {
                connection = Connection.Open(path, isWriter: false, options);
                prepare?.Invoke(connection);
            }

            try
            {
                return read(connection);
            }
            finally
            {
                if (isDisposed)
                {
                    connection.Dispose();
                }
                else
                {
                    idle.Add(connection);
                }
            }
        }
        finally
        {
            free.Release();
        }
    }
}
