using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Backends.Sqlite;
using Gantry.Dicom.Dictionary;
using Gantry.Testing.Archive;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Gantry.BackendTests.Index;

public sealed class SqliteSchemaTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-schema-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_index_opened_again_goes_on_where_it_was()
    {
        EntryBuilder entries = new();
        using (SqliteIndexFile file = Open())
        {
            new SqliteArchiveIndex(file).Commit([entries.Make("1.2", "1.2.1", "1.2.1.1")], []);
        }

        using SqliteIndexFile again = Open();
        long latest = new SqliteChangeFeed(again).Latest;
        Assert.True(latest > 0);
        SqliteArchiveIndex index = new(again);
        Assert.Equal(CommitStatus.Duplicate, index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.1")], [])[0].Status);
        Assert.Equal(CommitStatus.Added, index.Commit([entries.Make("1.2", "1.2.1", "1.2.1.2")], [])[0].Status);
        Assert.Equal(latest + 1, new SqliteChangeFeed(again).Latest);
    }

    [Fact]
    public async Task The_first_versions_index_is_searched_as_a_new_one()
    {
        EntryBuilder entries = new();
        using (SqliteIndexFile file = Open())
        {
            new SqliteArchiveIndex(file).Commit([entries.Make("1.2", "1.2.1", "1.2.1.1", (Tags.StudyDescription, "CT Abdominalaortenaneurysma"), (Tags.StudyDate, "20240101"), (Tags.PatientName, "Müller^Jörg"))], []);
        }

        Execute("""
            DROP TABLE correction; DROP TABLE correction_study; DROP TABLE original; ALTER TABLE study DROP COLUMN corrections; ALTER TABLE study DROP COLUMN corrected;
            DROP TABLE superseded; ALTER TABLE instance DROP COLUMN generation; ALTER TABLE instance DROP COLUMN change;
            DROP TABLE patient_trigram; DROP TABLE study_trigram; DROP TABLE study_word;
            CREATE VIRTUAL TABLE study_word USING fts5(words, content='', contentless_delete=1, detail=none, prefix='1 2 3 4', tokenize='ascii');
            PRAGMA user_version=1;
            """);
        using SqliteIndexFile again = Open();
        SqliteQueryEngine queries = new(again);
        QueryRequest request = new() { Level = QueryLevel.Study, Limit = 10 };
        Assert.Single((await queries.QueryAsync(request with { FreeText = "abdominalaortenaneurysma" }, default)).Matches);
        Assert.Equal(1, await queries.CountAsync(request with { FreeText = "abdominalaorten" }, 10, default));
        Assert.Empty((await queries.QueryAsync(request with { FreeText = "abdominalaortenaneurysmen" }, default)).Matches);
        Assert.Equal(1, await queries.CountAsync(new QueryRequest { Level = QueryLevel.Patient, Keys = [new QueryKey(Tags.PatientName, new KeyMatch.Wildcard("*ller*jör*"))] }, 10, default));
        foreach ((string pattern, int count) in ((string, int)[])[("*aorten*", 1), ("*\"orten*", 0), ("*Aorten*", 0), ("*or?en*sma", 1)])
        {
            Assert.Equal(count, (await queries.QueryAsync(request with { Keys = [new QueryKey(Tags.StudyDescription, new KeyMatch.Wildcard(pattern))] }, default)).Matches.Count);
        }
    }

    [Fact]
    public void An_index_of_a_later_version_is_refused()
    {
        Open().Dispose();
        Execute("PRAGMA user_version=999");
        Assert.Throws<IndexException>(() => Open().Dispose());
    }

    [Fact]
    public void An_instance_of_a_series_costs_well_under_1200_bytes()
    {
        EntryBuilder entries = new();
        const int count = 2000;
        using (SqliteIndexFile file = Open())
        {
            new SqliteArchiveIndex(file).Commit([.. Enumerable.Range(0, count).Select(i => entries.Make(
                $"1.2.826.0.1.3680043.8.498.45787841905188114249.{i / 100}", $"1.2.826.0.1.3680043.8.498.45787841905188114249.{i / 100}.1",
                $"1.2.826.0.1.3680043.8.498.45787841905188114249.{i / 100}.1.{i}", (Gantry.Dicom.Dictionary.Tags.InstanceNumber, $"{i}")))], []);
        }

        long bytes = new DirectoryInfo(folder).GetFiles("index*").Sum(f => f.Length);
        Assert.InRange(bytes / count, 50, 600);
    }

    private void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(folder, "index.db")};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteIndexFile Open() => SqliteIndexFile.Open(new SqliteOptions { Folder = folder }, TimeProvider.System);
}
