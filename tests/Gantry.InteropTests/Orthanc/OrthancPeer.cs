using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Gantry.Testing;

namespace Gantry.InteropTests.Orthanc;

/// <summary>A running Orthanc with an empty store that knows one Gantry; its REST API moves instances.</summary>
internal sealed class OrthancPeer : IAsyncDisposable
{
    public const string AeTitle = "ORTHANC";

    private readonly Process process;
    private readonly DirectoryInfo folder;

    private OrthancPeer(Process process, DirectoryInfo folder, int httpPort, int dicomPort)
    {
        (this.process, this.folder, DicomPort) = (process, folder, dicomPort);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}/") };
    }

    public HttpClient Http { get; }

    public int DicomPort { get; }

    public static async Task<OrthancPeer> StartAsync(GantryProcess gantry)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-orthanc-");
        (int http, int dicom) = (FreePorts.Next(), FreePorts.Next());
        string configuration = Path.Combine(folder.FullName, "orthanc.json");
        await File.WriteAllTextAsync(configuration, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["Name"] = "test",
            ["StorageDirectory"] = Path.Combine(folder.FullName, "db"),
            ["IndexDirectory"] = Path.Combine(folder.FullName, "db"),
            ["DicomAet"] = AeTitle,
            ["DicomPort"] = dicom,
            ["HttpPort"] = http,
            ["RemoteAccessAllowed"] = false,
            ["AuthenticationEnabled"] = false,
            ["DicomModalities"] = new Dictionary<string, object[]> { ["gantry"] = [gantry.AeTitle, "127.0.0.1", gantry.DicomPort] },
            ["Plugins"] = Array.Empty<string>(),
        }));
        Process process = Process.Start(new ProcessStartInfo("/usr/sbin/Orthanc", ["--logfile=" + Path.Combine(folder.FullName, "log"), configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        OrthancPeer peer = new(process, folder, http, dicom);
        await Eventually.IsAsync(peer.AnswersAsync, so => so, _ => "Orthanc does not answer");
        return peer;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using HttpResponseMessage answer = await Http.GetAsync("system");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!process.HasExited)
        {
            return false;
        }
    }

    /// <summary>Gives Orthanc a file; its own identifier for the instance.</summary>
    public async Task<string> UploadAsync(byte[] file)
    {
        using HttpResponseMessage answer = await Http.PostAsync("instances", new ByteArrayContent(file));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ID").GetString()!;
    }

    /// <summary>C-STORE of instances to Gantry; how many failed.</summary>
    public async Task<int> SendAsync(IEnumerable<string> ids)
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync("modalities/gantry/store", new Dictionary<string, object> { ["Resources"] = ids, ["Synchronous"] = true });
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.GetProperty("FailedInstancesCount").GetInt32() : throw new InvalidOperationException(text);
    }

    /// <summary>All files that it holds.</summary>
    public async Task<List<byte[]>> FilesAsync()
    {
        List<byte[]> files = [];
        foreach (string id in (await Http.GetFromJsonAsync<string[]>("instances"))!)
        {
            files.Add(await Http.GetByteArrayAsync($"instances/{id}/file"));
        }

        return files;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }
}
