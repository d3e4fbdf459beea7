using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Gantry.Dicom;

namespace Gantry.Settings;

/// <summary>Turns a setting's text (environment, command line) or JSON (file) into the property's type.</summary>
internal static class SettingValue
{
    public static object? FromJson(Type type, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Array when ItemTypeOf(type) is { } item => MakeList(item, [.. json.EnumerateArray().Select(e => FromJson(item, e))]),
        JsonValueKind.Object when MapValueOf(type) is { } value => MakeMap(value, json.EnumerateObject().Select(m => (m.Name, FromJson(value, m.Value)))),
        JsonValueKind.Object when type.IsClass && type != typeof(string) => FromObject(type, json),
        JsonValueKind.Array or JsonValueKind.Object => throw new FormatException("a single value is expected"),
        JsonValueKind.String => FromText(type, json.GetString()!),
        _ => FromText(type, json.GetRawText()),
    };

    public static object? FromText(Type type, string text)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ItemTypeOf(type) is { } item)
        {
            return text.StartsWith('[')
                ? FromJson(type, JsonDocument.Parse(text).RootElement)
                : MakeList(item, [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(t => FromText(item, t))]);
        }

        if (MapValueOf(type) is { } mapped)
        {
            return MakeMap(mapped, text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(pair => pair.Split('=', 2) is [string name, string value]
                ? (name, FromText(mapped, value))
                : throw new FormatException($"'{pair}' is not NAME=VALUE")));
        }

        return type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(bool) => Bool(text),
            _ when type == typeof(int) => checked((int)Whole(text)),
            _ when type == typeof(long) => Whole(text),
            _ when type == typeof(double) => double.TryParse(text, CultureInfo.InvariantCulture, out double d) ? d : throw new FormatException($"'{text}' is not a number"),
            _ when type == typeof(TimeSpan) => Duration(text),
            _ when type == typeof(AeTitle) => AeTitle.TryParse(text, out AeTitle ae) ? ae : throw new FormatException($"'{text}' is not an AE title (1 to 16 printable ASCII characters)"),
            _ when type.IsEnum => Enum.TryParse(type, text, ignoreCase: true, out object? e) && Enum.IsDefined(type, e) ? e : throw new FormatException($"'{text}' is not one of {string.Join(", ", Enum.GetNames(type))}"),
            _ => throw new FormatException($"give it as {type.Name} in the configuration file"),
        };
    }

    private static object FromObject(Type type, JsonElement json)
    {
        object made = Activator.CreateInstance(type)!;
        foreach (JsonProperty member in json.EnumerateObject())
        {
            PropertyInfo property = type.GetProperties().FirstOrDefault(p => p.CanWrite && p.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase))
                ?? throw new FormatException($"'{member.Name}' is not known here");
            property.SetValue(made, FromJson(property.PropertyType, member.Value));
        }

        return made;
    }

    private static Type? ItemTypeOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static Type? MapValueOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? type.GetGenericArguments()[1] : null;

    private static IDictionary MakeMap(Type value, IEnumerable<(string Name, object? Value)> members)
    {
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), value))!;
        foreach ((string name, object? item) in members)
        {
            map[name] = item;
        }

        return map;
    }

    private static Array MakeList(Type item, object?[] values)
    {
        var list = Array.CreateInstance(item, values.Length);
        Array.Copy(values, list, values.Length);
        return list;
    }

    private static bool Bool(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => throw new FormatException($"'{text}' is neither true nor false"),
    };

    private static long Whole(string text)
    {
        string number = text.TrimEnd('B', 'b', 'i');
        (int shift, number) = number.Length > 1 ? char.ToUpperInvariant(number[^1]) switch
        {
            'K' => (10, number[..^1]),
            'M' => (20, number[..^1]),
            'G' => (30, number[..^1]),
            'T' => (40, number[..^1]),
            _ => (0, number),
        } : (0, number);
        return long.TryParse(number.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && Math.Abs(value) <= long.MaxValue >> shift
            ? value << shift
            : throw new FormatException($"'{text}' is not a whole number (sizes may end in KB, MB, GB or TB)");
    }

    private static TimeSpan Duration(string text)
    {
        (double scale, int cut) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (0.001, 2),
            _ when text.EndsWith('s') => (1, 1),
            _ when text.EndsWith('m') => (60, 1),
            _ when text.EndsWith('h') => (3600, 1),
            _ when text.EndsWith('d') => (86400, 1),
            _ => (0, 0),
        };
        if (cut > 0 && double.TryParse(text[..^cut], CultureInfo.InvariantCulture, out double value) && Math.Abs(value * scale) < 1e10)
        {
            return TimeSpan.FromSeconds(value * scale);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) && text.Contains(':', StringComparison.Ordinal)
            ? span
            : throw new FormatException($"'{text}' is not a duration such as 30s, 5m, 2h, 7d or 01:30:00");
    }
}
