using System.Text.Json.Serialization;

namespace Gantry.Server.Admin;

// The JSON of docs/design/corrections-api.md, member for member.

internal sealed record ChangeMessage(string? Attribute, IReadOnlyList<string>? Values);

internal sealed record CorrectionRequest(
    string? Study, string? Series, string? Instance, string? PatientId, string? IssuerOfPatientId, IReadOnlyList<ChangeMessage>? Changes, string? Reason, string? Code);

internal sealed record UndoRequest(string? Reason);

internal sealed record CorrectionAnswer(
    long Number, string? Study, string? Series, string? Instance, string? PatientId, string? IssuerOfPatientId, IReadOnlyList<ChangeMessage> Changes, string Reason, string Code,
    string By, DateTimeOffset At, long? Undoes, long? UndoneBy)
{
    /// <summary>Of one that was just made: how many studies it has changed.</summary>
    public int? Studies { get; init; }
}

internal sealed record CorrectionsAnswer(IReadOnlyList<CorrectionAnswer> Corrections);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CorrectionRequest))]
[JsonSerializable(typeof(UndoRequest))]
[JsonSerializable(typeof(CorrectionsAnswer))]
internal sealed partial class CorrectionMessagesJson : JsonSerializerContext;
