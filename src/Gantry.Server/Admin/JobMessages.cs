using System.Text.Json.Serialization;

namespace Gantry.Server.Admin;

// The JSON of docs/design/jobs-api.md, member for member.

internal sealed record JobRequest(
    string? Kind, string? Peer, string? Destination, string? Method, string? PatientId, IReadOnlyList<string>? Studies, IReadOnlyList<string>? Series, IReadOnlyList<string>? Instances);

internal sealed record JobEventAnswer(DateTimeOffset At, string Text);

internal sealed record JobAnswer(
    long Id, string Kind, string Subject, string State, int Attempts, long Total, long Completed, long Failed, long Warnings, DateTimeOffset? NextTryAt, string? Error, string? By,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string? Peer, string? Destination, string? PatientId, IReadOnlyList<string>? Studies)
{
    /// <summary>The one study that it is about, where the archive holds it.</summary>
    public StudyName? Study { get; init; }

    public IReadOnlyList<JobEventAnswer>? History { get; init; }
}

internal sealed record JobsAnswer(IReadOnlyList<JobAnswer> Jobs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(JobsAnswer))]
internal sealed partial class JobJson : JsonSerializerContext;
