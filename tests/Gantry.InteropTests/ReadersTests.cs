using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.InteropTests;

/// <summary>Other people's programs send to the running program and read what it gives back.</summary>
public sealed class ReadersTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-readers-");

    public void Dispose() => folder.Delete(recursive: true);

    [ToolFact("dcmsend", "dcmdump")]
    public async Task What_dcmsend_brings_comes_back_the_same()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        List<byte[]> files = Files();
        CommandOutcome sent = await Tool.RunAsync("dcmsend", "-aec", gantry.AeTitle, "+sd", "127.0.0.1", $"{gantry.DicomPort}", Write(files));
        Assert.True(sent.ExitCode == 0, sent.Output + sent.Error);
        foreach (byte[] file in files)
        {
            Assert.Equal(await DumpedFile.ReadAsync(file), await DumpedFile.ReadAsync(await Retrieval.FileAsync(gantry, StorableFile.Read(file)!.SopInstanceUid)));
        }
    }

    [ToolFact("dciodvfy", "dcmdump")]
    public async Task Dciodvfy_and_dcmdump_find_no_more_wrong_than_in_what_was_sent()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        foreach (byte[] file in Files())
        {
            StorableFile storable = StorableFile.Read(file)!;
            await using StoreSender sender = await StoreSender.OpenAsync(gantry, [storable]);
            Assert.Equal((ushort?)0, (await sender.StoreAsync(storable))?.Status);
            byte[] back = await Retrieval.FileAsync(gantry, storable.SopInstanceUid);
            Assert.Equal(await DumpedFile.ReadAsync(file), await DumpedFile.ReadAsync(back));
            Assert.Empty((await ComplaintsAsync(back)).Except(await ComplaintsAsync(file)));
        }
    }

    private async Task<string[]> ComplaintsAsync(byte[] file)
    {
        string path = Path.Combine(folder.FullName, "checked.dcm");
        await File.WriteAllBytesAsync(path, file);
        CommandOutcome outcome = await Tool.RunAsync("dciodvfy", path);
        string[] lines = (outcome.Output + outcome.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        return [.. lines.Where(l => l.StartsWith("Error", StringComparison.Ordinal) || l.StartsWith("Warning", StringComparison.Ordinal))];
    }

    private string Write(List<byte[]> files)
    {
        DirectoryInfo sent = folder.CreateSubdirectory("sent");
        for (int i = 0; i < files.Count; i++)
        {
            File.WriteAllBytes(Path.Combine(sent.FullName, $"{i}.dcm"), files[i]);
        }

        return sent.FullName;
    }

    /// <summary>Made-up CT instances; where the corpus is, small real ones of several modalities, uncompressed and so free to be sent in any encoding.</summary>
    private static List<byte[]> Files()
    {
        IEnumerable<CorpusFile> real = Corpus.Valid
            .Where(f => f is { TransferSyntaxUid: "1.2.840.10008.1.2.1" or "1.2.840.10008.1.2", StudyInstanceUid: not null, SeriesInstanceUid: not null, SopInstanceUid: not null } && f.Number("size") is < 300_000)
            .Where(f => f.Path.StartsWith("malformed", StringComparison.Ordinal) is false && f.SopClassUid is not null and not "1.2.840.10008.1.3.10" && StorableFile.Read(f.ReadAllBytes()) is { } s && s.MetaInstanceUid == s.SopInstanceUid)
            .DistinctBy(f => f.SopInstanceUid).GroupBy(f => f.Text("modality")).Select(g => g.First()).Take(15);
        return [.. Enumerable.Range(0, 3).Select(_ => DatasetBuilder.EncodeFile(DatasetBuilder.Ct())), .. real.Select(f => f.ReadAllBytes())];
    }
}
