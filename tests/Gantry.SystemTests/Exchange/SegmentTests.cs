using System.Text.Json;
using Gantry.Dicom;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Exchange;

/// <summary>The segments are the archive: any unzip reads them, and the index is made again from a copy of them alone.</summary>
public sealed class SegmentTests : IDisposable
{
    private static readonly string[] Queries =
    [
        "studies?limit=500", "studies?includefield=all&limit=500", "series?includefield=all&limit=1000", "instances?includefield=all&limit=2000",
        "studies?PatientName=*a*", "studies?ModalitiesInStudy=CT", "studies?StudyDate=19900101-20091231", "studies?fuzzymatching=true&PatientName=doe",
        "series?Modality=MR", "instances?SOPClassUID=1.2.840.10008.5.1.4.1.1.2", "studies?limit=3&offset=4",
    ];

    private int sent;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-segments-");

    public void Dispose() => folder.Delete(recursive: true);

    [ToolFact("unzip", "dcmdump")]
    public async Task After_an_orderly_stop_unzip_opens_each_segment_and_dcmdump_reads_the_files()
    {
        string data = await FillAsync();
        string[] segments = Segments(data);
        Assert.True(segments.Length >= 2);
        string files = folder.CreateSubdirectory("files").FullName;
        foreach (string segment in segments)
        {
            CommandOutcome test = await Tool.RunAsync("unzip", "-tqq", segment);
            Assert.True(test.ExitCode == 0, test.Output + test.Error);
            CommandOutcome extract = await Tool.RunAsync("unzip", "-qqo", segment, "-d", files);
            Assert.True(extract.ExitCode == 0, extract.Output + extract.Error);
        }

        string[] extracted = Directory.GetFiles(files, "*.dcm", SearchOption.AllDirectories);
        Assert.Equal(sent, extracted.Length);
        CommandOutcome dump = await Tool.RunAsync("dcmdump", ["-q", "+P", "0008,0018", .. extracted]);
        Assert.True(dump.ExitCode == 0, dump.Error);
        HashSet<string> uids = [.. dump.Output.Split('\n').Where(l => l.Contains('[', StringComparison.Ordinal)).Select(l => l[(l.IndexOf('[', StringComparison.Ordinal) + 1)..l.IndexOf(']', StringComparison.Ordinal)])];
        // More where a sequence has the attribute too.
        Assert.Empty(extracted.Select(f => Path.GetFileNameWithoutExtension(f)).Except(uids));
    }

    [Fact]
    public async Task Reindexed_from_a_copy_of_the_segments_it_answers_every_query_the_same()
    {
        string data = await FillAsync();
        string copy = folder.CreateSubdirectory("copy").FullName;
        CopyFolder(Path.Combine(data, "objects"), Path.Combine(copy, "objects"));
        CommandOutcome reindex = await GantryProgram.RunAsync("reindex", "--data", copy);
        Assert.True(reindex.ExitCode == 0, reindex.Output + reindex.Error);
        string[] before = await AnswersAsync(data), after = await AnswersAsync(copy);
        for (int i = 0; i < Queries.Length; i++)
        {
            Assert.True(before[i] == after[i], $"{Queries[i]}\n{before[i]}\n{after[i]}");
        }

        CommandOutcome verify = await GantryProgram.RunAsync("verify", "--data", copy);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Error);
    }

    [Fact]
    public async Task Verify_tells_of_a_damaged_byte()
    {
        string data = await FillAsync();
        string segment = Segments(data)[0];
        await using (FileStream file = new(segment, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = 2000;
            int one = file.ReadByte();
            file.Position = 2000;
            file.WriteByte((byte)(one ^ 0x10));
        }

        CommandOutcome verify = await GantryProgram.RunAsync("verify", "--data", data);
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains(Path.GetFileName(segment), verify.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 findings", verify.LastLine, StringComparison.Ordinal);
    }

    /// <summary>A stopped archive with studies of several patients, modalities and sizes; where the corpus is, some hundred files of it too.</summary>
    private async Task<string> FillAsync()
    {
        string data = folder.CreateSubdirectory("data").FullName;
        await using GantryProcess gantry = await GantryProcess.StartAsync(data, arguments: ["--set", "segments.segmentBytes=1048576"]);
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        for (int s = 0; s < 5; s++)
        {
            string study = DicomUid.New();
            byte[][] files = [.. Enumerable.Range(1, 6).Select(i => DatasetBuilder.EncodeFile(DatasetBuilder.Ct(study, $"{study}.{i % 2}", $"{study}.9.{i}", 200, 200, i, $"PAT{s}", $"Doe{s}^Jane")))];
            StoreAnswer answer = await client.StoreAsync(files);
            Assert.Equal(6, answer.Stored);
            sent += 6;
        }

        foreach (CorpusFile file in Corpus.Valid.Where((f, i) => i % 4 == 0 && new FileInfo(f.FullPath).Length < 600_000).DistinctBy(f => f.SopInstanceUid))
        {
            sent += (await client.StoreAsync(file.ReadAllBytes())).Stored;
        }

        Assert.Equal(0, await gantry.StopAsync());
        return data;
    }

    private static string[] Segments(string data)
    {
        string[] segments = Directory.GetFiles(Path.Combine(data, "objects"), "*.zip", SearchOption.AllDirectories);
        Array.Sort(segments, StringComparer.Ordinal);
        return segments;
    }

    private static async Task<string[]> AnswersAsync(string data)
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(data);
        using ArchiveClient client = await ArchiveClient.OpenAsync(gantry);
        List<string> answers = [];
        foreach (string query in Queries)
        {
            JsonElement[] rows = await client.JsonAsync(query);
            Assert.True(rows.Length > 0, query);
            answers.Add(string.Join('\n', rows.Select(r => r.GetRawText().Replace(gantry.Address.ToString(), "", StringComparison.Ordinal))));
        }

        return [.. answers];
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
