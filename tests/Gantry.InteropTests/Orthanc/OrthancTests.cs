using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.InteropTests.Orthanc;

/// <summary>Orthanc as sender and as receiver; what arrives is compared by a third reader (DCMTK).</summary>
public sealed class OrthancTests
{
    [ToolFact("Orthanc", "dcmdump")]
    public async Task What_Orthanc_sends_is_found_and_comes_back_the_same()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        await using OrthancPeer orthanc = await OrthancPeer.StartAsync(gantry);
        List<byte[]> files = Files();
        List<string> ids = [];
        foreach (byte[] file in files)
        {
            ids.Add(await orthanc.UploadAsync(file));
        }

        Assert.Equal(0, await orthanc.SendAsync(ids));
        foreach (byte[] file in files)
        {
            Assert.Equal(await DumpedFile.ReadAsync(file), await DumpedFile.ReadAsync(await Retrieval.FileAsync(gantry, StorableFile.Read(file)!.SopInstanceUid)));
        }
    }

    [ToolFact("Orthanc", "dcmdump")]
    public async Task What_we_send_Orthanc_keeps_the_same()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-send-");
        try
        {
            await using GantryProcess gantry = await GantryProcess.StartAsync();
            await using OrthancPeer orthanc = await OrthancPeer.StartAsync(gantry);
            List<byte[]> files = Files();
            for (int i = 0; i < files.Count; i++)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{i}-{StorableFile.Read(files[i])!.Syntax}-{StorableFile.Read(files[i])!.SopInstanceUid}.dcm"), files[i]);
            }

            CommandOutcome send = await GantryProgram.RunAsync("send", "127.0.0.1", $"{orthanc.DicomPort}", folder.FullName, "--called", OrthancPeer.AeTitle);
            Assert.True(send.ExitCode == 0, send.Output + send.Error);
            Dictionary<string, byte[]> kept = (await orthanc.FilesAsync()).ToDictionary(f => StorableFile.Read(f)!.SopInstanceUid);
            Assert.Equal(files.Count, kept.Count);
            foreach (byte[] file in files)
            {
                Assert.Equal(await DumpedFile.ReadAsync(file), await DumpedFile.ReadAsync(kept[StorableFile.Read(file)!.SopInstanceUid]));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Made-up CT instances; where the corpus is, two small ones of each transfer syntax that Orthanc takes by default.</summary>
    private static List<byte[]> Files()
    {
        IEnumerable<CorpusFile> real = Corpus.Valid
            .Where(f => f is { SopClassUid: not null and not "1.2.840.10008.1.3.10", TransferSyntaxUid: not null } && f.Number("size") is < 300_000 && f.Path.StartsWith("malformed", StringComparison.Ordinal) is false)
            .Where(f => StorableFile.Read(f.ReadAllBytes()) is { } s && s.MetaInstanceUid == s.SopInstanceUid && f.StudyInstanceUid is not null && f.SeriesInstanceUid is not null && f.Text("patientId") is not null)
            .Where(f => f.TransferSyntaxUid is "1.2.840.10008.1.2" or "1.2.840.10008.1.2.1" or "1.2.840.10008.1.2.2" or "1.2.840.10008.1.2.5" or "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.70" or "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.90" or "1.2.840.10008.1.2.4.91")
            // Orthanc takes no UIDs that are encoded as UN, and sends them on without a value.
            .Where(f => f.ReadAllBytes().AsSpan().IndexOf("\x20\0\x0D\0UN"u8) < 0)
            .DistinctBy(f => f.SopInstanceUid).GroupBy(f => f.TransferSyntaxUid).SelectMany(g => g.Take(2));
        return [.. Enumerable.Range(0, 3).Select(_ => DatasetBuilder.EncodeFile(DatasetBuilder.Ct())), .. real.Select(f => f.ReadAllBytes())];
    }
}
