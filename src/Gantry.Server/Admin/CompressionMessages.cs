using System.Text.Json.Serialization;

namespace Gantry.Server.Admin;

// The JSON of docs/design/compression-api.md, member for member.

internal sealed record CompressionRequest(
    string? To, int? AfterSeconds, bool? OnArrival, IReadOnlyList<string>? Match, IReadOnlyList<string>? Sources, IReadOnlyList<string>? Stored, string? From, string? Until, bool? Lossy, int? Quality,
    bool? EvenIfLarger, bool? Enabled, bool? FromStart);

internal sealed record CompressionAnswer(
    string Name, string To, string ToName, int AfterSeconds, bool OnArrival, IReadOnlyList<string> Match, IReadOnlyList<string> Sources, IReadOnlyList<string> Stored, string? From, string? Until, bool Lossy, int Quality,
    bool EvenIfLarger, bool Enabled, long Compressed, long BytesBefore, long BytesAfter, long Left, IReadOnlyList<CompressionLeftAnswer> LeftBecause, long Failed, long Waiting, string? Error);

internal sealed record CompressionLeftAnswer(string Reason, long Count, string Last);

internal sealed record CompressionTargetAnswer(string Uid, string Keyword, string Name, bool IsLossy);

internal sealed record CompressionToFree(long Objects, long Bytes);

internal sealed record CompressionsAnswer(IReadOnlyList<CompressionAnswer> Rules, IReadOnlyList<CompressionTargetAnswer> Targets, IReadOnlyList<CompressionTargetAnswer> StoredIn, bool WaitingForRoom, CompressionToFree ToFree);

internal sealed record CompressionFailureAnswer(string Instance, string Study, string Reason, DateTimeOffset At, bool ToBeRetried);

internal sealed record CompressionFailuresAnswer(long Count, IReadOnlyList<CompressionFailureAnswer> Failures);

internal sealed record CompressionRetryAnswer(int Retried);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CompressionRequest))]
[JsonSerializable(typeof(CompressionsAnswer))]
[JsonSerializable(typeof(CompressionFailuresAnswer))]
[JsonSerializable(typeof(CompressionRetryAnswer))]
internal sealed partial class CompressionMessagesJson : JsonSerializerContext;
