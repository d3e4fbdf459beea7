using System.Text.Json;

namespace Gantry.SystemTests.Exchange;

/// <summary>Values of the DICOM JSON model (PS3.18 F.2) as plain text.</summary>
internal static class JsonText
{
    /// <summary>The first value; "" where the attribute has none. A person name's groups are joined as PS3.5 6.2.1 does.</summary>
    public static string First(JsonElement dataset, string tag)
    {
        if (!dataset.TryGetProperty(tag, out JsonElement element) || !element.TryGetProperty("Value", out JsonElement values) || values.GetArrayLength() == 0)
        {
            return "";
        }

        JsonElement first = values[0];
        return first.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.Object => string.Join('=', ((string[])["Alphabetic", "Ideographic", "Phonetic"]).Select(g => first.TryGetProperty(g, out JsonElement text) ? text.GetString() : "")).TrimEnd('='),
            _ => first.ToString(),
        };
    }
}
