using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Exchange;

/// <summary>DICOMweb of a running program, in the few words that the tests of the main job need.</summary>
internal sealed class ArchiveClient(HttpClient http) : IDisposable
{
    public static async Task<ArchiveClient> OpenAsync(GantryProcess gantry)
    {
        HttpClient client = await gantry.ClientAsync();
        client.BaseAddress = new Uri(gantry.Address, "dicom-web/");
        return new ArchiveClient(client);
    }

    public HttpClient Http => http;

    public void Dispose() => http.Dispose();

    /// <summary>STOW-RS of whole files. The warnings are the words in which failures are told.</summary>
    public async Task<StoreAnswer> StoreAsync(params byte[][] files)
    {
        using HttpResponseMessage response = await http.PostAsync("studies", DicomWeb.Part.Pack(files));
        string text = await response.Content.ReadAsStringAsync();
        JsonElement report = text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
        IEnumerable<string> warnings = response.Headers.TryGetValues("Warning", out IEnumerable<string>? values) ? values : [];
        return new StoreAnswer(response.StatusCode, report, string.Join('\n', warnings));
    }

    public async Task<JsonElement[]> JsonAsync(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/dicom+json"));
        using HttpResponseMessage response = await http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return response.StatusCode == HttpStatusCode.NoContent ? [] : [.. JsonDocument.Parse(text).RootElement.EnumerateArray()];
    }

    /// <summary>The instances with this UID; an archive has one or none.</summary>
    public Task<JsonElement[]> FindAsync(string sopInstanceUid) => JsonAsync($"instances?SOPInstanceUID={sopInstanceUid}");

    /// <summary>The path of an instance below the service, from a QIDO-RS row.</summary>
    public static string PathOf(JsonElement row) =>
        $"studies/{JsonText.First(row, "0020000D")}/series/{JsonText.First(row, "0020000E")}/instances/{JsonText.First(row, "00080018")}";

    /// <summary>The data set as it was stored, of the one instance with the UID; null when there is none.</summary>
    public async Task<byte[]?> DatasetAsync(string sopInstanceUid)
    {
        JsonElement[] rows = await FindAsync(sopInstanceUid);
        return rows.Length == 0 ? null : StorableFile.DatasetOf(await FileAsync(PathOf(Assert.Single(rows)))).ToArray();
    }

    /// <summary>WADO-RS of one instance as a single part in the stored transfer syntax.</summary>
    public async Task<byte[]> FileAsync(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", "application/dicom; transfer-syntax=*");
        using HttpResponseMessage response = await http.SendAsync(request);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode}");
        return body;
    }

    public async Task DeleteStudyAsync(string study)
    {
        using HttpResponseMessage response = await http.DeleteAsync($"studies/{study}");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }
}
