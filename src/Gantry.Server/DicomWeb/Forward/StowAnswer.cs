using System.Globalization;
using System.Text.Json;
using Gantry.Archive.Routing;

namespace Gantry.Server.DicomWeb.Forward;

/// <summary>What a DICOMweb service says became of each instance of a request (PS3.18 10.5.3 and I.2).</summary>
internal static class StowAnswer
{
    private const string FailedSequence = "00081198";
    private const string StoredSequence = "00081199";
    private const string FailureReason = "00081197";
    private const string InstanceUid = "00081155";
    private const int OutOfResources = 0xA700;

    /// <summary>By SOP Instance UID; empty for what is no such answer.</summary>
    public static Dictionary<string, (ForwardOutcome Outcome, string Reason)> Read(ReadOnlyMemory<byte> json, string service)
    {
        Dictionary<string, (ForwardOutcome, string)> outcomes = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1 ? list[0] : document.RootElement;
            foreach (JsonElement item in Values(root, StoredSequence))
            {
                if (Uid(item) is { } uid)
                {
                    outcomes[uid] = (ForwardOutcome.Sent, "");
                }
            }

            foreach (JsonElement item in Values(root, FailedSequence))
            {
                if (Uid(item) is { } uid)
                {
                    int reason = Values(item, FailureReason).FirstOrDefault() is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) ? value : 0;
                    outcomes[uid] = ((reason & 0xFF00) == OutOfResources ? ForwardOutcome.Unavailable : ForwardOutcome.Refused, string.Create(CultureInfo.InvariantCulture, $"{service} refuses it with reason {reason:X4}H"));
                }
            }
        }
        catch (JsonException)
        {
            outcomes.Clear();
        }

        return outcomes;
    }

    private static string? Uid(JsonElement item) => Values(item, InstanceUid).FirstOrDefault() is { ValueKind: JsonValueKind.String } uid ? uid.GetString() : null;

    private static IEnumerable<JsonElement> Values(JsonElement dataset, string tag) =>
        dataset.ValueKind == JsonValueKind.Object && dataset.TryGetProperty(tag, out JsonElement element) && element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("Value", out JsonElement values) && values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray()] : [];
}
