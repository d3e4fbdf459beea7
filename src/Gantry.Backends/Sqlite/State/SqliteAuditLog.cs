using System.Threading.Channels;
using Gantry.Archive;
using Gantry.Archive.Audit;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

/// <summary>Writes the audit stream: one writer takes what has queued up and commits it at once, so that many events cost one sync.</summary>
public sealed class SqliteAuditLog : IAuditLog, IAsyncDisposable
{
    private const int QueueLength = 4096;
    private const int MaxBatch = 512;

    /// <summary>Events that are kept while they cannot be written; later ones are counted.</summary>
    private const int MaxUnwritten = 20_000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly StateDatabase database;
    private readonly TimeProvider time;
    private readonly Channel<Entry> queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly List<Entry> pending = [];
    private readonly Task writing;
    private long lost;

    public SqliteAuditLog(StateDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
        writing = Task.Run(WriteAllAsync);
    }

    public async ValueTask AppendAsync(AuditEvent happened, CancellationToken cancellationToken)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await queue.Writer.WriteAsync(new Entry(happened, time.GetUtcNow(), written), cancellationToken).ConfigureAwait(false);
        await written.Task.ConfigureAwait(false);
    }

    public ValueTask PostAsync(AuditEvent happened, CancellationToken cancellationToken) =>
        queue.Writer.WriteAsync(new Entry(happened, time.GetUtcNow(), null), cancellationToken);

    public IReadOnlyList<AuditRecord> Read(long before, int limit) => database.Read(c => c.Query(
        "SELECT number, at, kind, actor, address, subject, detail FROM audit WHERE number < $before ORDER BY number DESC LIMIT $limit",
        r => new AuditRecord(r.GetInt64(0), r.Time(1), new AuditEvent((AuditKind)r.GetInt32(2), r.TextOrNull(3), r.TextOrNull(4), r.TextOrNull(5), r.TextOrNull(6))),
        ("$before", before > 0 ? before : long.MaxValue),
        ("$limit", limit)));

    /// <summary>Writes what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writing.ConfigureAwait(false);
    }

    private async Task WriteAllAsync()
    {
        while (await HasMoreAsync().ConfigureAwait(false))
        {
            TakeQueued();
            WritePending();
        }

        WritePending();
    }

    /// <summary>Waits for an event, and where some could not be written no longer than until they are tried again. False at the end.</summary>
    private async ValueTask<bool> HasMoreAsync()
    {
        if (pending.Count == 0)
        {
            return await queue.Reader.WaitToReadAsync().ConfigureAwait(false);
        }

        using var patience = new CancellationTokenSource(RetryAfter, time);
        try
        {
            return await queue.Reader.WaitToReadAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private void TakeQueued()
    {
        while (queue.Reader.TryRead(out Entry? entry))
        {
            if (entry.Written is not null || pending.Count < MaxUnwritten)
            {
                pending.Add(entry);
            }
            else
            {
                lost++;
            }
        }
    }

    private void WritePending()
    {
        while (pending.Count > 0)
        {
            List<Entry> batch = pending.GetRange(0, Math.Min(pending.Count, MaxBatch));
            if (TryWrite(lost == 0 ? batch : [.. batch, new Entry(new AuditEvent(AuditKind.AuditLost, null, null, null, $"{lost} events"), time.GetUtcNow(), null)]) is { } failure)
            {
                pending.ForEach(e => e.Written?.TrySetException(failure));
                pending.RemoveAll(e => e.Written is not null);
                return;
            }

            lost = 0;
            pending.RemoveRange(0, batch.Count);
            batch.ForEach(e => e.Written?.TrySetResult());
        }
    }

    /// <summary>A failure is the waiting callers' to answer; what nobody waits for is tried again.</summary>
    private StateException? TryWrite(List<Entry> batch)
    {
        try
        {
            database.Write(connection =>
            {
                using SqliteCommand insert = connection.CreateCommand();
                insert.CommandText = "INSERT INTO audit (at, kind, actor, address, subject, detail) VALUES ($at, $kind, $actor, $address, $subject, $detail)";
                foreach (Entry entry in batch)
                {
                    insert.Parameters.Clear();
                    insert.Parameters.AddWithValue("$at", entry.At.ToUnixTimeMilliseconds());
                    insert.Parameters.AddWithValue("$kind", (int)entry.Happened.Kind);
                    insert.Parameters.AddWithValue("$actor", (object?)entry.Happened.Actor ?? DBNull.Value);
                    insert.Parameters.AddWithValue("$address", (object?)entry.Happened.Address ?? DBNull.Value);
                    insert.Parameters.AddWithValue("$subject", (object?)entry.Happened.Subject ?? DBNull.Value);
                    insert.Parameters.AddWithValue("$detail", (object?)entry.Happened.Detail ?? DBNull.Value);
                    insert.ExecuteNonQuery();
                }

                return batch.Count;
            });
            return null;
        }
        catch (StateException failed)
        {
            return failed;
        }
    }

    private sealed record Entry(AuditEvent Happened, DateTimeOffset At, TaskCompletionSource? Written);
}
