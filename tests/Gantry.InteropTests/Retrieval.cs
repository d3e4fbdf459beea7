using System.Text.Json;
using Gantry.Testing;

namespace Gantry.InteropTests;

/// <summary>Finds an instance by QIDO-RS and fetches it by WADO-RS as it is stored.</summary>
internal static class Retrieval
{
    public static async Task<byte[]> FileAsync(GantryProcess gantry, string sopInstanceUid)
    {
        using HttpClient client = await gantry.ClientAsync();
        string rows = await client.GetStringAsync($"dicom-web/instances?SOPInstanceUID={sopInstanceUid}");
        JsonElement row = rows.Length == 0 ? throw new InvalidOperationException($"{sopInstanceUid} is not found") : JsonDocument.Parse(rows).RootElement.EnumerateArray().Single();
        string Uid(string tag) => row.GetProperty(tag).GetProperty("Value")[0].GetString()!;
        using HttpRequestMessage request = new(HttpMethod.Get, $"dicom-web/studies/{Uid("0020000D")}/series/{Uid("0020000E")}/instances/{Uid("00080018")}");
        request.Headers.TryAddWithoutValidation("Accept", "application/dicom; transfer-syntax=*");
        using HttpResponseMessage response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync();
    }
}
