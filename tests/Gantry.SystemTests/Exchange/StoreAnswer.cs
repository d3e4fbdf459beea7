using System.Net;
using System.Text.Json;

namespace Gantry.SystemTests.Exchange;

/// <summary>What STOW-RS answered (PS3.18 10.5.3).</summary>
internal sealed record StoreAnswer(HttpStatusCode Status, JsonElement Report, string Warnings)
{
    public int Stored => Count("00081199");

    /// <summary>Failed instances, and parts in which no instance could be named.</summary>
    public int Failed => Count("00081198") + Count("0008119A");

    public bool IsConflict => Report.TryGetProperty("00081198", out JsonElement failed)
        && failed.GetProperty("Value")[0].GetProperty("00081197").GetProperty("Value")[0].GetInt32() == 0x0111;

    private int Count(string sequence) => Report.ValueKind == JsonValueKind.Object && Report.TryGetProperty(sequence, out JsonElement items) ? items.GetProperty("Value").GetArrayLength() : 0;
}
