using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Network.Services.Commitment;

namespace Gantry.Server.Dimse.Commitment;

/// <summary>A peer's request for commitment, kept until its outcome is delivered.</summary>
internal sealed record CommitArguments(string TransactionUid, string PeerAe, IReadOnlyList<ReferencedInstance> Instances)
{
    public string ToJson() => JsonSerializer.Serialize(this, CommitJson.Default.CommitArguments);

    public static CommitArguments Parse(string json) => JsonSerializer.Deserialize(json, CommitJson.Default.CommitArguments) ?? throw new JsonException("the arguments are empty");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CommitArguments))]
[JsonSerializable(typeof(Dictionary<string, ushort>))]
internal sealed partial class CommitJson : JsonSerializerContext;
