using System.Globalization;
using System.Text.Json;

namespace Gantry.Server.Web.Manifest;

/// <summary>A data set or item in the DICOM JSON model (PS3.18 F), read by the hexadecimal names of its attributes. What is not there or not of the kind asked for is null or empty.</summary>
internal readonly struct JsonItem(JsonElement element)
{
    public bool IsNone => element.ValueKind != JsonValueKind.Object;

    public bool Has(string tag) => TryAttribute(tag, out _);

    /// <summary>Is the attribute there in any group of a repeating group?</summary>
    /// <param name="group">The first two digits of the group, such as 60.</param>
    /// <param name="attribute">The element's four digits.</param>
    public bool HasRepeating(string group, string attribute)
    {
        if (!IsNone)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                if (property.Name.StartsWith(group, StringComparison.Ordinal) && property.Name.EndsWith(attribute, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    public string? Text(string tag)
    {
        foreach (JsonElement value in Values(tag))
        {
            return AsText(value);
        }

        return null;
    }

    public IReadOnlyList<string> Texts(string tag)
    {
        List<string> texts = [];
        foreach (JsonElement value in Values(tag))
        {
            texts.Add(AsText(value) ?? "");
        }

        return texts;
    }

    public double? Number(string tag)
    {
        foreach (JsonElement value in Values(tag))
        {
            return AsNumber(value);
        }

        return null;
    }

    public int? Integer(string tag) => Number(tag) is double n && n is >= int.MinValue and <= int.MaxValue ? (int)n : null;

    /// <summary>Every value; empty when one of them is not a number.</summary>
    public double[] Numbers(string tag)
    {
        List<double> numbers = [];
        foreach (JsonElement value in Values(tag))
        {
            if (AsNumber(value) is not double number)
            {
                return [];
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    public JsonItem First(string tag) => Item(tag, 0);

    public JsonItem Item(string tag, int index)
    {
        if (TryAttribute(tag, out JsonElement attribute) && attribute.TryGetProperty("Value", out JsonElement values)
            && values.ValueKind == JsonValueKind.Array && index < values.GetArrayLength() && values[index].ValueKind == JsonValueKind.Object)
        {
            return new JsonItem(values[index]);
        }

        return default;
    }

    public int Count(string tag) =>
        TryAttribute(tag, out JsonElement attribute) && attribute.TryGetProperty("Value", out JsonElement values) && values.ValueKind == JsonValueKind.Array
            ? values.GetArrayLength()
            : 0;

    /// <summary>The items of a sequence as one array to step through; a lookup by index in a long sequence costs more with every step.</summary>
    public JsonItem[] Items(string tag)
    {
        List<JsonItem> items = [];
        foreach (JsonElement value in Values(tag))
        {
            items.Add(new JsonItem(value));
        }

        return [.. items];
    }

    public string? Binary(string tag) =>
        TryAttribute(tag, out JsonElement attribute) && attribute.TryGetProperty("InlineBinary", out JsonElement value) ? value.GetString() : null;

    private bool TryAttribute(string tag, out JsonElement attribute)
    {
        attribute = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(tag, out attribute) && attribute.ValueKind == JsonValueKind.Object;
    }

    private JsonElement.ArrayEnumerator Values(string tag) =>
        TryAttribute(tag, out JsonElement attribute) && attribute.TryGetProperty("Value", out JsonElement values) && values.ValueKind == JsonValueKind.Array
            ? values.EnumerateArray()
            : default;

    private static string? AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Object when value.TryGetProperty("Alphabetic", out JsonElement name) => name.GetString(),
        JsonValueKind.Object when value.TryGetProperty("Ideographic", out JsonElement name) => name.GetString(),
        _ => null,
    };

    private static double? AsNumber(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double n) && double.IsFinite(n) => n,
        _ => null,
    };
}
