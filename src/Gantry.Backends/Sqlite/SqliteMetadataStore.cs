using Gantry.Archive.Index;
using Gantry.Archive.Metadata;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>
/// Metadata records in <c>derived.db</c>, beside the index. The file can be deleted at any time; one that cannot be opened, or is of another version, is made anew.
/// </summary>
public sealed class SqliteMetadataStore : ISeriesMetadataStore, IDisposable
{
    private const int Version = 1;

    private const string Tables = """
        CREATE TABLE setting(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE series_metadata(id INTEGER PRIMARY KEY, study BLOB NOT NULL, series BLOB NOT NULL, change INTEGER NOT NULL, instances INTEGER NOT NULL,
            json_length INTEGER NOT NULL, gzip BLOB NOT NULL, UNIQUE(study, series));
        """;

    private readonly Connection writer;
    private readonly ReaderPool readers;
    private readonly Lock writeLock = new();

    private SqliteMetadataStore(Connection writer, string path, SqliteOptions options)
    {
        this.writer = writer;
        readers = new ReaderPool(path, options);
    }

    public static SqliteMetadataStore Open(SqliteOptions options)
    {
        Directory.CreateDirectory(options.Folder);
        string path = Path.Combine(options.Folder, "derived.db");
        Connection? connection = TryOpen(path, options);
        if (connection is null)
        {
            foreach (string suffix in (string[])["", "-wal", "-shm"])
            {
                File.Delete(path + suffix);
            }

            connection = TryOpen(path, options) ?? throw new IndexException("derived.db cannot be made.", isTransient: false);
        }

        return new SqliteMetadataStore(connection, path, options);
    }

    public long Cursor
    {
        get => readers.Read(db => db.Scalar("SELECT value FROM setting WHERE name='cursor'"));
        set
        {
            lock (writeLock)
            {
                writer.Prepare("INSERT INTO setting(name, value) VALUES('cursor', ?1) ON CONFLICT DO UPDATE SET value=excluded.value").Bind(1, value).Run();
            }
        }
    }

    public SeriesMetadataRecord? Find(StudyUid study, SeriesUid series) => readers.Read(db =>
    {
        Statement select = db.Prepare("SELECT change, instances, json_length, gzip FROM series_metadata WHERE study=?1 AND series=?2").BindUid(1, study.Value).BindUid(2, series.Value);
        try
        {
            return select.Step() ? new SeriesMetadataRecord(series, select.Int64(0), select.Int32(1), select.Blob(3).ToArray(), select.Int64(2)) : null;
        }
        finally
        {
            select.Reset();
        }
    });

    public void Put(StudyUid study, SeriesMetadataRecord record)
    {
        lock (writeLock)
        {
            writer.Prepare("""
                INSERT INTO series_metadata(study, series, change, instances, json_length, gzip) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO UPDATE SET change=excluded.change, instances=excluded.instances, json_length=excluded.json_length, gzip=excluded.gzip
                """).BindUid(1, study.Value).BindUid(2, record.Series.Value).Bind(3, record.ChangeNumber).Bind(4, record.InstanceCount).Bind(5, record.JsonLength)
                .BindBlob(6, record.GzipJson.Span).Run();
        }
    }

    public void Remove(StudyUid study, SeriesUid? series)
    {
        lock (writeLock)
        {
            if (series is { } one)
            {
                writer.Prepare("DELETE FROM series_metadata WHERE study=?1 AND series=?2").BindUid(1, study.Value).BindUid(2, one.Value).Run();
            }
            else
            {
                writer.Prepare("DELETE FROM series_metadata WHERE study=?1").BindUid(1, study.Value).Run();
            }
        }
    }

    public void Dispose()
    {
        lock (writeLock)
        {
            readers.Dispose();
            writer.Dispose();
        }
    }

    private static Connection? TryOpen(string path, SqliteOptions options)
    {
        Connection? connection = null;
        try
        {
            connection = Connection.Open(path, isWriter: true, options);
            long version = connection.Scalar("PRAGMA user_version");
            if (version == 0)
            {
                connection.Execute($"BEGIN IMMEDIATE; {Tables} PRAGMA user_version={Version}; COMMIT");
                version = Version;
            }

            if (version == Version)
            {
                return connection;
            }
        }
        catch (Exception e) when (e is IndexException or SqliteRowException)
        {
            // Not a database of ours: the caller makes a new one.
        }

        connection?.Dispose();
        return null;
    }
}
