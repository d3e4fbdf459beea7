using System.Text.Json.Serialization;

namespace Gantry.Server.Admin;

// The JSON of docs/design/peers-api.md, member for member.

/// <summary>A new peer, or the members of one to change; what is null stays as it is.</summary>
internal sealed record PeerRequest
{
    public string? Name { get; init; }
    public string? AeTitle { get; init; }
    public string? Host { get; init; }
    public int? Port { get; init; }
    public bool? Tls { get; init; }
    public string? CertificateFingerprint { get; init; }
    public bool? AnyAddress { get; init; }
    public string? CharacterSet { get; init; }
    public IReadOnlyList<string>? TransferSyntaxes { get; init; }
    public IReadOnlyList<string>? Rights { get; init; }
    public IReadOnlyList<string>? Views { get; init; }
    public bool? Enabled { get; init; }
}

internal sealed record PeerAnswer(
    string Name,
    string AeTitle,
    string Host,
    int Port,
    bool Tls,
    string? CertificateFingerprint,
    bool AnyAddress,
    string? CharacterSet,
    IReadOnlyList<string> TransferSyntaxes,
    IReadOnlyList<string> Rights,
    IReadOnlyList<string> Views,
    bool Enabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt);

internal sealed record PeersAnswer(IReadOnlyList<PeerAnswer> Peers);

internal sealed record EchoAnswer(bool Ok, string Detail, double Milliseconds);

internal sealed record AssociationAnswer(
    DateTimeOffset At,
    string Direction,
    string CallingAe,
    string CalledAe,
    string Address,
    string? Peer,
    string Outcome,
    string? Reason,
    double Seconds,
    long Stored,
    long Failed,
    long Echoes,
    long Queries,
    long Retrievals,
    long Bytes);

internal sealed record AssociationsAnswer(IReadOnlyList<AssociationAnswer> Associations);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PeerRequest))]
[JsonSerializable(typeof(PeersAnswer))]
[JsonSerializable(typeof(EchoAnswer))]
[JsonSerializable(typeof(AssociationsAnswer))]
internal sealed partial class PeerJson : JsonSerializerContext;
