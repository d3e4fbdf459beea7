using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;

namespace Gantry.Server.Peers;

/// <summary>What a job of sending, retrieving or moving is to do.</summary>
/// <param name="Peer">The registered peer's name.</param>
/// <param name="Destination">For moving: the AE title that the peer is to send to.</param>
/// <param name="Method">For retrieving: "get", the default, or "move".</param>
public sealed record ExchangeArguments(
    string Peer, string? Destination = null, string? Method = null, string? PatientId = null, IReadOnlyList<string>? Studies = null, IReadOnlyList<string>? Series = null, IReadOnlyList<string>? Instances = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, ExchangeJson.Default.ExchangeArguments);

    public static ExchangeArguments Parse(string json) => JsonSerializer.Deserialize(json, ExchangeJson.Default.ExchangeArguments) ?? throw new JsonException("the arguments are empty");

    /// <summary>The archive's instances that are meant.</summary>
    public RetrieveRequest ToRequest() => new()
    {
        PatientId = PatientId,
        Studies = [.. (Studies ?? []).Select(StudyUid.Parse)],
        Series = [.. (Series ?? []).Select(SeriesUid.Parse)],
        Instances = [.. (Instances ?? []).Select(InstanceUid.Parse)],
    };

    /// <summary>For people.</summary>
    public string Describe()
    {
        string what = Instances is { Count: > 0 } ? $"{Instances.Count} instances" : Series is { Count: > 0 } ? $"{Series.Count} series" : Studies is { Count: > 0 } ? (Studies.Count == 1 ? $"study {Studies[0]}" : $"{Studies.Count} studies") : "a patient's studies";
        return Destination is null ? $"{what}, {Peer}" : $"{what}, {Peer} to {Destination}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExchangeArguments))]
internal sealed partial class ExchangeJson : JsonSerializerContext;
