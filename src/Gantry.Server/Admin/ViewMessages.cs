using System.Text.Json.Serialization;

namespace Gantry.Server.Admin;

// The JSON of docs/design/views-api.md, member for member.

internal sealed record ViewRequest(IReadOnlyList<string>? Match, IReadOnlyList<string>? Sources);

internal sealed record ViewAnswer(string Name, IReadOnlyList<string> Match, IReadOnlyList<string> Sources, IReadOnlyList<string> Peers, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt);

internal sealed record ViewsAnswer(IReadOnlyList<ViewAnswer> Views);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ViewRequest))]
[JsonSerializable(typeof(ViewsAnswer))]
internal sealed partial class ViewMessagesJson : JsonSerializerContext;
