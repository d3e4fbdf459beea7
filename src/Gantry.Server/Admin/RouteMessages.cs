using System.Text.Json.Serialization;

namespace Gantry.Server.Admin;

// The JSON of docs/design/routes-api.md, member for member.

internal sealed record RouteRequest(
    string? Action, string? Peer, string? Url, string? Token, string? When, int? QuietSeconds, IReadOnlyList<string>? Match, IReadOnlyList<string>? Sources, string? From, string? Until, bool? Enabled, bool? FromStart);

internal sealed record RouteAnswer(
    string Name, string Action, string? Peer, string? Url, string When, int QuietSeconds, IReadOnlyList<string> Match, IReadOnlyList<string> Sources, string? From, string? Until, bool Enabled,
    long Forwarded, long Waiting, long Refused, int Attempts, DateTimeOffset? NextTryAt, string? Error, bool HasToken);

internal sealed record RoutesAnswer(IReadOnlyList<RouteAnswer> Routes);

internal sealed record RouteFailureAnswer(string Instance, string Study, string Reason, DateTimeOffset At, bool ToBeRetried, StudyName? StudyName);

internal sealed record RouteFailuresAnswer(long Count, IReadOnlyList<RouteFailureAnswer> Failures);

internal sealed record RouteRetryAnswer(int Retried);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RouteRequest))]
[JsonSerializable(typeof(RoutesAnswer))]
[JsonSerializable(typeof(RouteFailuresAnswer))]
[JsonSerializable(typeof(RouteRetryAnswer))]
internal sealed partial class RouteMessagesJson : JsonSerializerContext;
