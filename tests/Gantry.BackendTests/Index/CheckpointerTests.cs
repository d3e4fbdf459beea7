using Gantry.Backends.Sqlite;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.BackendTests.Index;

public sealed class CheckpointerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-index-").FullName;

    [Fact]
    public void The_log_is_carried_over_in_the_background_and_shrinks_in_a_pause()
    {
        using SqliteIndexFile file = SqliteIndexFile.Open(new SqliteOptions { Folder = folder }, TimeProvider.System);
        SqliteArchiveIndex index = new(file);
        EntryBuilder entries = new();
        for (int i = 0; i < 200; i++)
        {
            index.Commit([entries.Make("1.2", "1.2.1", $"1.2.1.{i}")], []);
        }

        FileInfo log = new(Path.Combine(folder, "index.db-wal"));
        Assert.True(Eventually.Is(() => { log.Refresh(); return log.Length == 0; }), $"the log still has {log.Length} bytes");
        Assert.Equal(200, index.ReadAllByPlace().Count());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
