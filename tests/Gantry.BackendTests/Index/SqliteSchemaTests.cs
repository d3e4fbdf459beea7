using Gantry.Archive.Index;
using Gantry.Backends.Sqlite;
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
    public void An_index_of_a_later_version_is_refused()
    {
        Open().Dispose();
        using (SqliteConnection connection = new($"Data Source={Path.Combine(folder, "index.db")};Pooling=false"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version=999";
            command.ExecuteNonQuery();
        }

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

    private SqliteIndexFile Open() => SqliteIndexFile.Open(new SqliteOptions { Folder = folder }, TimeProvider.System);
}
