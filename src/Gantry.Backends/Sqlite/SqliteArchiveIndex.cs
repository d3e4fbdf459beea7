using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>The write side of the index in SQLite.</summary>
public sealed class SqliteArchiveIndex(SqliteIndexFile file) : IArchiveIndex
{
    private static readonly string[] DerivedTables =
        ["correction", "correction_study", "original", "instance", "series_class", "series", "study_modality", "name_group", "study", "patient", "conflict", "superseded", "mark", "segment", "term", "change"];

    public ISupersededIndex Superseded { get; } = new SqliteSupersededIndex(file);

    public ICorrectedIndex Corrected { get; } = new SqliteCorrectedIndex(file);

    public IReadOnlyList<CommitResult> Commit(IReadOnlyList<InstanceEntry> batch, IReadOnlyList<SegmentMark> marks, Action? untilStored = null) =>
        file.Write((_, writer) => writer.Commit(batch, marks, untilStored));

    public StoredInstance? Find(InstanceUid instance) => file.Readers.Read(db => InstanceRows.Find(db, instance));

    // On the write connection: its page cache stays good, as nobody else writes, where a reader's is void after each commit.
    public IReadOnlyList<StoredInstance?> FindAll(IReadOnlyList<InstanceUid> instances) => file.Write((_, writer) => writer.FindAll(instances));

    public IReadOnlyList<ObjectPlace> FindKeptAside(StudyUid study, SeriesUid? series, InstanceUid? instance) =>
        file.Readers.Read(db => KeptAside.Find(db, study, series, instance));

    public IReadOnlyList<StoredInstance> Delete(StudyUid study, SeriesUid? series, InstanceUid? instance, string by) => file.Write((db, writer) =>
    {
        IReadOnlyList<StoredInstance> removed = [];

        // What a person deleted must not come back after a power cut: this one transaction is synced.
        db.Execute("PRAGMA synchronous=FULL");
        try
        {
            writer.Transact(() => removed = new IndexDeleter(db, writer, file.Time).Delete(study, series, instance, by));
        }
        finally
        {
            db.Execute("PRAGMA synchronous=NORMAL");
        }

        return removed;
    });

    public IReadOnlyList<SegmentMark> ReadMarks() => file.Readers.Read(db =>
    {
        List<SegmentMark> marks = [];
        Statement select = db.Prepare("SELECT segment, indexed_to, is_sealed FROM mark ORDER BY segment");
        while (select.Step())
        {
            marks.Add(new SegmentMark(select.Text(0)!, select.Int64(1), select.Int64(2) != 0));
        }

        select.Reset();
        return marks;
    });

    public IEnumerable<StoredInstance> ReadAllByPlace()
    {
        const int page = 1000;
        foreach ((long id, _) in file.Readers.Read(Segments))
        {
            long after = -1;
            while (true)
            {
                List<StoredInstance> rows = file.Readers.Read(db => ReadPage(db, id, after, page));
                foreach (StoredInstance row in rows)
                {
                    yield return row;
                }

                if (rows.Count < page)
                {
                    break;
                }

                after = rows[^1].Place.Offset;
            }
        }
    }

    public void Clear() => file.Write((db, writer) =>
    {
        writer.Transact(() =>
        {
            foreach (string table in DerivedTables)
            {
                db.Execute("DELETE FROM " + table);
            }

            SearchTables.Clear(db);
            PatientTrigrams.Clear(db);
            db.Prepare("INSERT INTO setting(name, value) VALUES('last_change', ?1) ON CONFLICT DO UPDATE SET value=excluded.value").Bind(1, writer.Latest).Run();
            writer.Forget();
        });
        return 0;
    });

    private static List<(long Id, string Name)> Segments(Connection db)
    {
        List<(long, string)> segments = [];
        Statement select = db.Prepare("SELECT id, name FROM segment ORDER BY name, store");
        while (select.Step())
        {
            segments.Add((select.Int64(0), select.Text(1)!));
        }

        select.Reset();
        return segments;
    }

    private static List<StoredInstance> ReadPage(Connection db, long segment, long after, int limit)
    {
        List<StoredInstance> found = [];
        InstanceRows rows = new(db);
        Statement select = db.Prepare(InstanceRows.Select + " WHERE i.segment=?1 AND i.offset>?2 ORDER BY i.offset LIMIT ?3").Bind(1, segment).Bind(2, after).Bind(3, limit);
        while (select.Step())
        {
            found.Add(rows.Read(select));
        }

        select.Reset();
        return found;
    }
}
