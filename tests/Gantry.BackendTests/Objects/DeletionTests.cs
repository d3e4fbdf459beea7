using System.IO.Compression;
using Gantry.Archive.Ingest;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.BackendTests.Objects;

/// <summary>What deletion leaves of the segments.</summary>
public sealed class DeletionTests : IDisposable
{
    private static readonly StudyUid Study = StudyUid.Parse("1.2.3");

    private readonly ArchiveUnderTest archive = new();

    public void Dispose() => archive.Dispose();

    [ToolFact("unzip", "dcmdump")]
    public async Task A_sealed_segment_is_a_whole_ZIP_after_a_deletion_within()
    {
        await FillAsync(5);
        await DeleteAsync(InstanceUid.Parse("1.2.3.4.1"));
        await DeleteAsync(InstanceUid.Parse("1.2.3.4.3"));
        await DeleteAsync(InstanceUid.Parse("1.2.3.4.5"));

        CommandOutcome test = await Tool.RunAsync("unzip", "-t", Segment());
        Assert.True(test.ExitCode == 0, test.Output + test.Error);
        Assert.Empty(test.Error);
        using ZipArchive zip = ZipFile.OpenRead(Segment());
        Assert.Equal(["1.2.3/1.2.3.4/1.2.3.4.2.dcm", "1.2.3/1.2.3.4/1.2.3.4.4.dcm"], zip.Entries.Select(e => e.FullName));
        zip.ExtractToDirectory(Path.Combine(archive.Folder, "out"));
        foreach (string file in Directory.GetFiles(Path.Combine(archive.Folder, "out"), "*.dcm", SearchOption.AllDirectories))
        {
            Assert.Equal(0, (await Tool.RunAsync("dcmdump", "-q", file)).ExitCode);
        }
    }

    [Fact]
    public async Task Nothing_of_what_is_deleted_can_be_read_from_the_file()
    {
        await FillAsync(3, "Vanish^Wholly");
        Assert.Contains("Vanish^Wholly", Text(), StringComparison.Ordinal);
        foreach (int i in (int[])[1, 2, 3])
        {
            await DeleteAsync(InstanceUid.Parse($"1.2.3.4.{i}"));
        }

        Assert.DoesNotContain("Vanish", Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("1.2.3.4", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_of_which_nothing_is_left_is_an_empty_ZIP()
    {
        await FillAsync(4);
        await DeleteAsync(null);

        Assert.True(new FileInfo(Segment()).Length < 100);
        using (ZipArchive zip = ZipFile.OpenRead(Segment()))
        {
            Assert.Empty(zip.Entries);
        }

        archive.Close();
        archive.Open();
        Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.1")));
        Assert.Empty(new Verifier(archive.Storage, archive.Index).Run(null, CancellationToken.None).Findings);
        archive.Close();
        archive.Open();
        Assert.Empty(new Reindexer(archive.Storage, archive.Index).Run(null, CancellationToken.None).Findings);
        Assert.Single(archive.Index.ReadAllByPlace());
    }

    [Fact]
    public async Task What_was_kept_aside_goes_with_its_study()
    {
        archive.Open();
        await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.1"));
        await archive.StoreAsync(DatasetBuilder.Ct("1.2.9", "1.2.9.4", "1.2.9.4.1"));
        Assert.IsType<StoreOutcome.Conflict>(await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", "1.2.3.4.1", patientName: "Kept^Aside")));
        Assert.IsType<StoreOutcome.Conflict>(await archive.StoreAsync(DatasetBuilder.Ct("1.2.9", "1.2.9.4", "1.2.9.4.1", patientName: "Stays^Here")));
        Assert.Single(archive.Index.FindKeptAside(Study, null, null));
        Assert.Empty(archive.Index.FindKeptAside(Study, SeriesUid.Parse("1.2.3.5"), null));
        Assert.Single(archive.Index.FindKeptAside(Study, SeriesUid.Parse("1.2.3.4"), InstanceUid.Parse("1.2.3.4.1")));
        archive.Close();
        archive.Open();
        Assert.Contains("Kept^Aside", Text(), StringComparison.Ordinal);
        await DeleteAsync(null);

        Assert.Empty(archive.Index.FindKeptAside(Study, null, null));
        Assert.DoesNotContain("Kept^Aside", Text(), StringComparison.Ordinal);
        Assert.Contains("Stays^Here", Text(), StringComparison.Ordinal);
        Assert.Empty(new Reindexer(archive.Storage, archive.Index).Run(null, CancellationToken.None).Findings);
        Assert.Equal("1.2.9.4.1", Assert.Single(archive.Index.ReadAllByPlace()).Identity.Instance.Value);
        Assert.Single(archive.Index.FindKeptAside(StudyUid.Parse("1.2.9"), null, null));
    }

    /// <summary>Leaves the archive open, with one sealed segment.</summary>
    private async Task FillAsync(int instances, string patientName = "Doe^Jane")
    {
        archive.Open();
        for (int i = 1; i <= instances; i++)
        {
            Assert.IsType<StoreOutcome.Stored>(await archive.StoreAsync(DatasetBuilder.Ct("1.2.3", "1.2.3.4", $"1.2.3.4.{i}", patientName: patientName)));
        }

        archive.Close();
        archive.Open();
    }

    private async Task DeleteAsync(InstanceUid? instance) =>
        Assert.True(await archive.Archive.Deletion.DeleteAsync(Study, null, instance, "tester", CancellationToken.None) > 0);

    private string Segment() => Directory.GetFiles(archive.Folder, "*.zip", SearchOption.AllDirectories).Single();

    private string Text() => System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(Segment()));
}
