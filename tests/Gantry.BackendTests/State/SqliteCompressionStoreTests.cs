using Gantry.Archive.Compression;
using Gantry.Backends.Sqlite.State;
using Xunit;

namespace Gantry.BackendTests.State;

/// <summary>Compression rules in the state database.</summary>
public sealed class SqliteCompressionStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-compressions").FullName;
    private readonly StateDatabase database;
    private readonly SqliteCompressionStore store;

    public SqliteCompressionStoreTests()
    {
        database = StateDatabase.Open(Path.Combine(folder, "state.db"));
        store = new SqliteCompressionStore(database);
        store.Put(new CompressionRule { Name = "a", To = "1.2.840.10008.1.2.4.80", IsOnArrival = true }, 0);
    }

    public void Dispose()
    {
        database.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Reasons_are_counted_and_go_with_the_rule()
    {
        store.AddLeft("a", new CompressionLeft("It is signed.", 2, "1.2"));
        store.AddLeft("A", new CompressionLeft("It is signed.", 3, "1.3"));
        store.AddLeft("a", new CompressionLeft("It has no frames.", 1, "1.4"));
        Assert.Equal([new CompressionLeft("It is signed.", 5, "1.3"), new CompressionLeft("It has no frames.", 1, "1.4")], store.Left("a"));
        Assert.True(store.Find("a")!.Value.Rule.IsOnArrival);
        store.Remove("a");
        Assert.Empty(store.Left("a"));
    }

    [Fact]
    public void Reasons_without_end_are_counted_as_one()
    {
        for (int i = 0; i < 150; i++)
        {
            store.AddLeft("a", new CompressionLeft($"Reason {i}.", 1, "1.2"));
        }

        IReadOnlyList<CompressionLeft> left = store.Left("a");
        Assert.Equal(101, left.Count);
        Assert.Equal(new CompressionLeft("Other reasons.", 50, "1.2"), left[0]);
    }
}
