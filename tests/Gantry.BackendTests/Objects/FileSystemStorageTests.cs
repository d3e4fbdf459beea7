using System.Diagnostics;
using Gantry.Archive.Objects;
using Gantry.Backends.FileSystem;
using Gantry.Testing;
using Xunit;

namespace Gantry.BackendTests.Objects;

public sealed class FileSystemStorageTests : StorageContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-storage-").FullName;

    private string Spares => Path.Combine(folder, "spare");

    protected override ISegmentStorage Make() => new FileSystemSegmentStorage(folder);

    [Fact]
    public void A_file_that_was_made_ready_is_taken_and_another_one_made()
    {
        const int bytes = 1 << 20;
        FileSystemSegmentStorage storage = (FileSystemSegmentStorage)Storage;
        storage.KeepSpares(bytes, 4 * bytes);
        Assert.True(Eventually.Is(() => Ready().Length == 2), "no files were made ready");
        Assert.All(Ready(), f => Assert.Equal(bytes, new FileInfo(f).Length));
        string[] before = Ready();

        using ISegmentFile file = storage.CreateForFilling("000000/0000000001.zip", bytes);

        Assert.Equal(bytes, file.Length);
        Assert.Single(before, f => !File.Exists(f));
        Assert.True(Eventually.Is(() => Ready().Length == 4), "the pause was not used");
    }

    [Fact]
    public void While_much_is_written_only_the_next_files_are_made()
    {
        const int bytes = 1 << 20;
        FileSystemSegmentStorage storage = (FileSystemSegmentStorage)Storage;
        storage.KeepSpares(bytes, 4 * bytes);
        Assert.True(Eventually.Is(() => Ready().Length == 2), "no files were made ready");
        ReadOnlyMemory<byte>[] much = [Aligned(bytes)];

        using ISegmentFile file = storage.CreateForFilling("000000/0000000001.zip", bytes);
        int most = 0;
        TimeSpan slowest = TimeSpan.Zero;
        for (int i = 0; i < 256; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            file.BeginWrite(0, much);
            file.Sync();
            most = Math.Max(most, Ready().Length);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(begun).Ticks));
        }

        // A disk, or a machine, that takes so long for one write has pauses in between, and they may be used.
        Assert.True(most < 4 || slowest > TimeSpan.FromMilliseconds(25), "files were made beside the writing");
        Assert.True(Eventually.Is(() => Ready().Length == 4), "the pause was not used");
    }

    [Fact]
    public void Half_made_files_of_an_earlier_process_go_and_ready_ones_stay()
    {
        const int bytes = 1 << 20;
        Directory.CreateDirectory(Spares);
        File.WriteAllBytes(Path.Combine(Spares, "1-1"), new byte[100]);
        File.WriteAllBytes(Path.Combine(Spares, "1-2.zeros"), new byte[100]);
        File.WriteAllBytes(Path.Combine(Spares, "1-3.zeros"), new byte[bytes]);

        ((FileSystemSegmentStorage)Storage).KeepSpares(bytes, 4 * bytes);

        Assert.False(File.Exists(Path.Combine(Spares, "1-1")));
        Assert.False(File.Exists(Path.Combine(Spares, "1-2.zeros")));
        Assert.True(File.Exists(Path.Combine(Spares, "1-3.zeros")));
    }

    [Fact]
    public void Files_that_somebody_took_away_are_done_without_and_made_again()
    {
        const int bytes = 1 << 20;
        FileSystemSegmentStorage storage = (FileSystemSegmentStorage)Storage;
        storage.KeepSpares(bytes, 4 * bytes);
        Assert.True(Eventually.Is(() => Ready().Length == 2), "no files were made ready");
        Directory.Delete(Spares, recursive: true);

        using ISegmentFile file = storage.CreateForFilling("000000/0000000001.zip", bytes);
        file.Write(0, [new byte[] { 1 }]);

        Assert.True(Eventually.Is(() => Ready().Length >= 2), "no files were made again");
    }

    [Fact]
    public void Where_no_files_can_be_made_ready_segments_are_made_without()
    {
        const int bytes = 1 << 20;
        Directory.CreateDirectory(Spares);
        FileSystemSegmentStorage storage = (FileSystemSegmentStorage)Storage;
        storage.KeepSpares(bytes, 4 * bytes);
        Assert.True(Eventually.Is(() => Ready().Length == 2), "no files were made ready");
        Directory.Delete(Spares, recursive: true);
        File.WriteAllText(Spares, "no folder");

        for (int i = 1; i <= 3; i++)
        {
            using ISegmentFile file = storage.CreateForFilling($"000000/000000000{i}.zip", bytes);
            file.Write(0, [new byte[] { 1 }]);
        }

        File.Delete(Spares);
        using ISegmentFile last = storage.CreateForFilling("000000/0000000004.zip", bytes);
        Assert.True(Eventually.Is(() => Ready().Length >= 2), "no files were made again");
    }

    public void Dispose()
    {
        (Storage as IDisposable)?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string[] Ready() => Directory.Exists(Spares) ? Directory.GetFiles(Spares, "*.zeros") : [];
}
