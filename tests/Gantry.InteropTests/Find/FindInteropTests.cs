using System.Net.Http.Json;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.InteropTests.Orthanc;
using Gantry.InteropTests.Retrieve;
using Gantry.Testing;
using Xunit;

namespace Gantry.InteropTests.Find;

/// <summary>C-FIND both ways: `gantry find` asks Orthanc and dcmqrscp, Orthanc asks us.</summary>
public sealed class FindInteropTests
{
    private static readonly string[] Names = ["Doe^Jane", "Doe^John", "Müller^Jörg"];

    [ToolFact("Orthanc")]
    public async Task Orthanc_finds_what_we_have_and_we_find_what_it_has()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        await using OrthancPeer orthanc = await OrthancPeer.StartAsync(gantry);
        List<string> ids = [];
        foreach (byte[] file in Files())
        {
            ids.Add(await orthanc.UploadAsync(file));
        }

        JsonElement[] found = await FindByOrthancAsync(orthanc, "Study", new() { ["PatientName"] = "DOE*", ["StudyDate"] = "20240101-20240131", ["StudyInstanceUID"] = "", ["NumberOfStudyRelatedInstances"] = "" });
        Assert.Empty(found);
        Assert.Equal(0, await orthanc.SendAsync(ids));
        found = await FindByOrthancAsync(orthanc, "Study", new() { ["PatientName"] = "DOE*", ["StudyDate"] = "20240101-20240131", ["StudyInstanceUID"] = "", ["NumberOfStudyRelatedInstances"] = "" });
        Assert.Equal(["1.2.826.1 2", "1.2.826.2 2"], found.Select(f => $"{Value(f, "0020,000d")} {Value(f, "0020,1208")}").Order(StringComparer.Ordinal));
        found = await FindByOrthancAsync(orthanc, "Patient", new() { ["PatientID"] = "P3", ["PatientName"] = "" });
        Assert.Equal("Müller^Jörg", Value(Assert.Single(found), "0010,0010"));
        Assert.Equal(2, (await FindByOrthancAsync(orthanc, "Instance", new() { ["StudyInstanceUID"] = "1.2.826.1", ["SeriesInstanceUID"] = "1.2.826.1.1", ["SOPInstanceUID"] = "" })).Length);

        Assert.Equal(["1.2.826.1", "1.2.826.2"], await FindAsync(orthanc.DicomPort, OrthancPeer.AeTitle, Tags.StudyInstanceUID, "-k", "PatientName=DOE*"));
        Assert.Equal(["P3"], await FindAsync(orthanc.DicomPort, OrthancPeer.AeTitle, Tags.PatientID, "--level", "patient", "-k", "PatientName=Müller*"));
        Assert.Equal(["1.2.826.1.1.1", "1.2.826.1.1.2"], await FindAsync(orthanc.DicomPort, OrthancPeer.AeTitle, Tags.SOPInstanceUID, "--level", "image", "-k", "StudyInstanceUID=1.2.826.1", "-k", "SeriesInstanceUID=1.2.826.1.1"));
    }

    [ToolFact("dcmqrscp", "storescu")]
    public async Task We_find_what_dcmqrscp_has()
    {
        await using ListeningTool server = await ListeningTool.StartAsync("dcmqrscp", (where, port) =>
        {
            DirectoryInfo store = where.CreateSubdirectory("store");
            string configuration = Path.Combine(where.FullName, "dcmqrscp.cfg");
            File.WriteAllText(configuration, $"NetworkTCPPort = {port}\nMaxPDUSize = 16384\nMaxAssociations = 16\nHostTable BEGIN\nHostTable END\nVendorTable BEGIN\nVendorTable END\nAETable BEGIN\nQR {store.FullName} RW (100, 1024mb) ANY\nAETable END\n");
            return ["-c", configuration];
        });
        DirectoryInfo folder = server.Folder.CreateSubdirectory("send");
        foreach ((byte[] file, int i) in Files().Select((f, i) => (f, i)))
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{i}.dcm"), file);
        }

        CommandOutcome sent = await GantryProgram.RunAsync("send", "127.0.0.1", $"{server.Port}", folder.FullName, "--called", "QR");
        Assert.True(sent.ExitCode == 0, sent.Error);
        Assert.Equal(["1.2.826.1", "1.2.826.2"], await FindAsync(server.Port, "QR", Tags.StudyInstanceUID, "-k", "PatientName=Doe*"));
        Assert.Equal(["1.2.826.2.1"], await FindAsync(server.Port, "QR", Tags.SeriesInstanceUID, "--level", "series", "-k", "StudyInstanceUID=1.2.826.2"));
        Assert.Equal(["P1"], await FindAsync(server.Port, "QR", Tags.PatientID, "--level", "patient", "--root", "patient-study", "-k", "PatientID=P1"));
        CommandOutcome refused = await GantryProgram.RunAsync("find", "127.0.0.1", $"{server.Port}", "--called", "QR", "--level", "image", "--root", "patient-study");
        Assert.Equal(1, refused.ExitCode);
    }

    private static IEnumerable<byte[]> Files() =>
        from study in Enumerable.Range(1, 3)
        from instance in Enumerable.Range(1, 2)
        select DatasetBuilder.EncodeFile(DatasetBuilder
            .Ct($"1.2.826.{study}", $"1.2.826.{study}.1", $"1.2.826.{study}.1.{instance}", instanceNumber: instance, patientId: $"P{study}", patientName: Names[study - 1])
            .Set(Tags.StudyDate, $"2024010{study}"));

    private static async Task<string[]> FindAsync(int port, string title, DicomTag tag, params string[] arguments)
    {
        CommandOutcome found = await GantryProgram.RunAsync(["find", "127.0.0.1", $"{port}", "--called", title, "--json", .. arguments]);
        Assert.True(found.ExitCode == 0, found.Error);
        return [.. JsonDocument.Parse(found.Output).RootElement.EnumerateArray().Select(m => m.GetProperty($"{tag.Value:X8}").GetProperty("Value")[0].GetString()!).Order(StringComparer.Ordinal)];
    }

    private static async Task<JsonElement[]> FindByOrthancAsync(OrthancPeer orthanc, string level, Dictionary<string, string> query)
    {
        using HttpResponseMessage asked = await orthanc.Http.PostAsJsonAsync("modalities/gantry/query", new Dictionary<string, object> { ["Level"] = level, ["Query"] = query });
        string text = await asked.Content.ReadAsStringAsync();
        Assert.True(asked.IsSuccessStatusCode, text);
        string path = JsonDocument.Parse(text).RootElement.GetProperty("Path").GetString()!;
        return [.. (await orthanc.Http.GetFromJsonAsync<JsonElement>($"{path[1..]}/answers?expand")).EnumerateArray()];
    }

    private static string? Value(JsonElement answer, string tag) => answer.GetProperty(tag).GetProperty("Value").GetString();
}
