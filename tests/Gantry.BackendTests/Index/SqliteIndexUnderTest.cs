using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Archive.Retrieve;
using Gantry.Backends.Sqlite;
using Microsoft.Data.Sqlite;

namespace Gantry.BackendTests.Index;

internal sealed class SqliteIndexUnderTest : IndexUnderTest, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-index-").FullName;
    private readonly SqliteIndexFile file;

    public SqliteIndexUnderTest()
    {
        file = SqliteIndexFile.Open(new SqliteOptions { Folder = folder }, TimeProvider.System);
        Index = new SqliteArchiveIndex(file);
        Catalog = new SqliteInstanceCatalog(file);
        Feed = new SqliteChangeFeed(file);
        Queries = new SqliteQueryEngine(file);
    }

    public override IArchiveIndex Index { get; }

    public override IInstanceCatalog Catalog { get; }

    public override IChangeFeed Feed { get; }

    public override IQueryEngine Queries { get; }

    public override void RefuseInstancesOf(string study)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(folder, "index.db")};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();

        // A packed UID is a nibble a character: '.' is 1, digits are 2 and on.
        string packed = string.Concat(study.Select(c => c == '.' ? "1" : ((char)(c + 2)).ToString().Replace(":", "A", StringComparison.Ordinal).Replace(";", "B", StringComparison.Ordinal)));
        command.CommandText = $"""
            CREATE TRIGGER refuse BEFORE INSERT ON instance
            WHEN (SELECT hex(s.uid) FROM series e JOIN study s ON s.id=e.study WHERE e.id=new.series) = '{(packed.Length % 2 == 0 ? packed : packed + "0")}'
            BEGIN SELECT RAISE(ABORT, 'refused by the test'); END
            """;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        file.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
