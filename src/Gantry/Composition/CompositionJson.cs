using System.Text.Json.Serialization;

namespace Gantry.Composition;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunningServer))]
internal sealed partial class CompositionJson : JsonSerializerContext;
