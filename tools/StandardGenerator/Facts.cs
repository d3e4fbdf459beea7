using System.Text.Json;

namespace Gantry.StandardGenerator;

/// <summary>One row of attributes.json.</summary>
public sealed record AttributeFact(string Tag, string Keyword, string Name, string[] Vr, string Vm, bool Retired, string Kind)
{
    public bool IsPattern => Tag.Contains('x', StringComparison.Ordinal);
}

/// <summary>One row of uids.json; <c>Retired</c> is null where the tables do not say.</summary>
public sealed record UidFact(string Uid, string Keyword, string Name, string Type, bool? Retired);

/// <summary>One row of sop-classes-storage.json.</summary>
public sealed record StorageClassFact(string Uid, string Keyword, string Name, bool Retired, string[]? Modalities, string? Iod, string? IodName);

/// <summary>Reads fact tables.</summary>
internal static class Facts
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<T> Read<T>(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<List<T>>(stream, Web) ?? throw new InvalidDataException($"{path} is empty.");
    }
}
