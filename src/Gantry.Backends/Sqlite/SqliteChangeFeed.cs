using Gantry.Archive.Changes;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>The change feed in SQLite: stored instances are told by their own rows, all else by rows of the change table, both in order of their numbers.</summary>
public sealed class SqliteChangeFeed(SqliteIndexFile file) : IChangeFeed
{
    private const string Stored = """
        SELECT i.id, i.received_at, s.uid, e.uid, i.uid, t.text FROM instance i JOIN series e ON e.id=i.series JOIN study s ON s.id=e.study LEFT JOIN term t ON t.id=i.source WHERE i.id>?1 ORDER BY i.id LIMIT ?2
        """;

    private const string Others = "SELECT number, kind, at, study, series, instance FROM change WHERE number>?1 ORDER BY number LIMIT ?2";

    public long Latest => file.Latest;

    public async ValueTask<IReadOnlyList<Change>> ReadAsync(long after, int limit, CancellationToken cancellationToken) =>
        await file.Readers.ReadAsync(db => Read(db, after, limit), cancellationToken).ConfigureAwait(false);

    public async ValueTask WaitAsync(long after, CancellationToken cancellationToken)
    {
        // The task is taken before the number is looked at, so that a change in between is not slept through.
        Task changed = file.Changed;
        while (file.Latest <= after)
        {
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            changed = file.Changed;
        }
    }

    private static List<Change> Read(Connection db, long after, int limit)
    {
        List<Change> changes = [];

        // Both halves of one transaction must be seen, or a cursor could pass a change by.
        db.Prepare("BEGIN").Run();
        try
        {
            AddStored(db, after, limit, changes);
            AddOthers(db, after, limit, changes);
        }
        finally
        {
            db.Prepare("COMMIT").Run();
        }

        changes.Sort((a, b) => a.Number.CompareTo(b.Number));
        return changes.Count > limit ? changes.GetRange(0, limit) : changes;
    }

    private static void AddStored(Connection db, long after, int limit, List<Change> changes)
    {
        Statement select = db.Prepare(Stored).Bind(1, after).Bind(2, limit);
        try
        {
            while (select.Step())
            {
                changes.Add(new Change(
                    select.Int64(0),
                    ChangeKind.Stored,
                    DateTimeOffset.FromUnixTimeMilliseconds(select.Int64(1)),
                    StudyUid.Parse(PackedUid.Unpack(select.Blob(2))),
                    SeriesUid.Parse(PackedUid.Unpack(select.Blob(3))),
                    InstanceUid.Parse(PackedUid.Unpack(select.Blob(4))))
                {
                    SourceAe = SourceAeOf(select.Text(5)),
                });
            }
        }
        finally
        {
            select.Reset();
        }
    }

    /// <summary>The second part of what the writer joins: channel, calling AE title, address, user.</summary>
    internal static string? SourceAeOf(string? source) => source?.Split('\u001f') is [_, { Length: > 0 } title, ..] ? title : null;

    private static void AddOthers(Connection db, long after, int limit, List<Change> changes)
    {
        Statement select = db.Prepare(Others).Bind(1, after).Bind(2, limit);
        try
        {
            while (select.Step())
            {
                changes.Add(new Change(
                    select.Int64(0),
                    (ChangeKind)select.Int32(1),
                    DateTimeOffset.FromUnixTimeMilliseconds(select.Int64(2)),
                    StudyUid.Parse(select.Text(3)!),
                    select.Text(4) is { } series ? SeriesUid.Parse(series) : null,
                    select.Text(5) is { } instance ? InstanceUid.Parse(instance) : null));
            }
        }
        finally
        {
            select.Reset();
        }
    }
}
