using System.Diagnostics;
using System.IO.Compression;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.BackendTests.Objects;

public sealed class IngestTests : IDisposable
{
    private readonly ArchiveUnderTest archive = new();

    public void Dispose() => archive.Dispose();

    [Fact]
    public async Task StoresDatasetAndReadsTheSameBytesBack()
    {
        archive.Open();
        Dataset ct = DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.5", patientName: "Müller^Jörg");
        StoreOutcome outcome = await archive.StoreAsync(ct);
        Assert.IsType<StoreOutcome.Stored>(outcome);
        byte[] expected = DatasetBuilder.Encode(ct);
        byte[] file = await archive.ReadAsync(InstanceUid.Parse("1.2.3.4.5"));
        Assert.Equal("DICM"u8.ToArray(), file[128..132]);
        Assert.Equal(expected, file[^expected.Length..]);
        StoredInstance stored = archive.Index.Find(InstanceUid.Parse("1.2.3.4.5"))!;
        Assert.Equal(Crc32.Of(file), stored.Crc32);
        Assert.Equal(Crc32.Of(expected), stored.DatasetCrc32);
        Assert.Equal(1, stored.Frames!.Count);
        Assert.Equal(expected[^512..], file[(int)stored.Frames.PixelData.Offset..][..512]);
        Assert.Equal(16 * 16 * 16, stored.Frames.BitsPerFrame);
    }

    [Fact]
    public async Task An_open_segment_is_sealed_when_nothing_comes_and_the_next_instance_opens_another()
    {
        archive.Segments = archive.Segments with { SealAfterSeconds = 1 };
        archive.Open();
        await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.5"));

        Assert.True(Eventually.Is(() => archive.Index.ReadMarks() is [{ IsSealed: true }]), "the segment was not sealed");
        using (ZipArchive zip = ZipFile.OpenRead(Path.Combine(archive.Folder, "objects", "segments", archive.Storage.List()[0])))
        {
            Assert.Equal(["1.2.3/1.2.3.4/1.2.3.4.5.dcm"], zip.Entries.Select(e => e.FullName));
        }

        await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.6"));
        Assert.Equal(2, archive.Storage.List().Count);
        Assert.NotEmpty(await archive.ReadAsync(InstanceUid.Parse("1.2.3.4.6")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(131072)]
    public async Task StoresFileAsItIsInAnyPieces(int pieceBytes)
    {
        archive.Open();
        byte[] file = DatasetBuilder.EncodeFile(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.5"));
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreFileAsync(file, pieceBytes));
        Assert.Equal(file, await archive.ReadAsync(InstanceUid.Parse("1.2.3.4.5")));
    }

    [Fact]
    public async Task FileWithoutMetaGetsAHeaderAndKeepsItsDataset()
    {
        archive.Open();
        byte[] dataset = DatasetBuilder.Encode(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.5"));
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreFileAsync(dataset));
        byte[] file = await archive.ReadAsync(InstanceUid.Parse("1.2.3.4.5"));
        Assert.Equal("DICM"u8.ToArray(), file[128..132]);
        Assert.Equal(dataset, file[^dataset.Length..]);
    }

    [Theory]
    [InlineData(700)]
    [InlineData(1500)]
    public async Task LargeInstanceGetsASegmentOfItsOwn(int side)
    {
        archive.Ingest = new IngestOptions { SpillBytes = 256 << 10 };
        archive.Open();
        Dataset ct = DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.5", side, side);
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(ct));
        Assert.IsType<StoreOutcome.Duplicate>(await archive.StoreAsync(ct));
        byte[] file = await archive.ReadAsync(InstanceUid.Parse("1.2.3.4.5"));
        byte[] expected = DatasetBuilder.Encode(ct);
        Assert.Equal(expected, file[^expected.Length..]);
        Assert.Equal(Crc32.Of(file), archive.Index.Find(InstanceUid.Parse("1.2.3.4.5"))!.Crc32);
        Assert.Single(archive.Storage.List());
        await AssertUnzipsAsync(archive.Folder, expected: 1);
    }

    [Fact]
    public async Task SealedSegmentOpensWithUnzipAndDcmdump()
    {
        archive.Open();
        for (int i = 1; i <= 5; i++)
        {
            await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", $"1.2.3.4.{i}"));
        }

        archive.Close();
        await AssertUnzipsAsync(archive.Folder, expected: 5);
    }

    [Fact]
    public async Task SameContentIsADuplicateAndOtherContentAConflict()
    {
        archive.Ingest = new IngestOptions { ConflictsBySource = new Dictionary<string, ConflictPolicy> { ["FIRST"] = ConflictPolicy.KeepFirst, ["REFUSE"] = ConflictPolicy.Refuse } };
        archive.Open();
        Dataset ct = DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.5");
        Dataset other = DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.5", instanceNumber: 2);
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(ct));
        Assert.IsType<StoreOutcome.Duplicate>(await archive.StoreAsync(ct));
        Assert.IsType<StoreOutcome.Conflict>(await archive.StoreAsync(other));
        Assert.IsType<StoreOutcome.Duplicate>(await archive.StoreAsync(other, source: new InstanceSource("dimse", "FIRST")));
        Assert.Equal(RefusalReason.Conflict, Assert.IsType<StoreOutcome.Refused>(await archive.StoreAsync(other, source: new InstanceSource("dimse", "REFUSE"))).Reason);
        byte[] expected = DatasetBuilder.Encode(ct);
        Assert.Equal(expected, (await archive.ReadAsync(InstanceUid.Parse("1.2.3.4.5")))[^expected.Length..]);
        IReadOnlyList<Gantry.Archive.Changes.Change> changes = await archive.Changes.ReadAsync(0, 10, CancellationToken.None);
        Assert.Equal([Gantry.Archive.Changes.ChangeKind.Stored, Gantry.Archive.Changes.ChangeKind.Conflict], changes.Select(c => c.Kind));
    }

    [Fact]
    public async Task TwinsSentAtOnceAreOneInstance()
    {
        archive.Open();
        Dataset ct = DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.5");
        StoreOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => archive.StoreAsync(ct))));
        Assert.Single(outcomes.OfType<StoreOutcome.Stored>());
        Assert.Equal(7, outcomes.OfType<StoreOutcome.Duplicate>().Count());
    }

    [Fact]
    public async Task IdentityIsChecked()
    {
        archive.Open();
        Dataset ct = DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.5");
        byte[] file = DatasetBuilder.EncodeFile(ct);
        Assert.Equal(RefusalReason.IdentityMismatch, Assert.IsType<StoreOutcome.Refused>(await archive.StoreFileAsync(file, expectedStudy: StudyUid.Parse("1.9"))).Reason);
        ct.Remove(Tags.StudyInstanceUID);
        Assert.Equal(RefusalReason.MissingIdentity, Assert.IsType<StoreOutcome.Refused>(await archive.StoreAsync(ct)).Reason);
        Assert.Equal(RefusalReason.Malformed, Assert.IsType<StoreOutcome.Refused>(await archive.StoreFileAsync(file.AsMemory(0, file.Length - 100))).Reason);
        Assert.Equal(RefusalReason.Malformed, Assert.IsType<StoreOutcome.Refused>(await archive.StoreFileAsync(ReadOnlyMemory<byte>.Empty)).Reason);
    }

    [Fact]
    public async Task MalformedIsKeptInQuarantineWhenPolicySaysSo()
    {
        archive.Ingest = new IngestOptions { QuarantineMalformed = true };
        archive.Open();
        byte[] file = DatasetBuilder.EncodeFile(DatasetBuilder.Ct());
        byte[] cut = file[..^100];
        Assert.IsType<StoreOutcome.Quarantined>(await archive.StoreFileAsync(cut));
        Gantry.Archive.Lifecycle.QuarantinedItem item = Assert.Single(archive.Quarantine.List());
        using MemoryStream kept = new();
        using (Stream stream = archive.Quarantine.Open(item.Name)!)
        {
            await stream.CopyToAsync(kept);
        }

        Assert.Equal(cut, kept.ToArray());
        Assert.True(archive.Quarantine.Remove(item.Name));
        Assert.Empty(archive.Quarantine.List());
    }

    private static async Task AssertUnzipsAsync(string folder, int expected)
    {
        string zip = Directory.GetFiles(folder, "*.zip", SearchOption.AllDirectories).Single();
        string to = Path.Combine(folder, "unzipped");
        Assert.Equal(0, await RunAsync("unzip", "-q", zip, "-d", to));
        string[] files = Directory.GetFiles(to, "*.dcm", SearchOption.AllDirectories);
        Assert.Equal(expected, files.Length);
        foreach (string file in files)
        {
            Assert.Equal(0, await RunAsync("dcmdump", "-q", file));
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await errors);
        return process.ExitCode;
    }
}
