using System.Text.Json.Serialization;

namespace Gantry.Server.Admin;

// The JSON of docs/design/session-api.md, "System", member for member.

internal sealed record StorageAnswer(string Root, long FreeBytes, long TotalBytes, long ObjectBytes, long ReadyBytes, long IndexBytes, int PutAside);

internal sealed record CountsAnswer(long Patients, long Studies, long Series, long Instances);

internal sealed record SystemAnswer(
    string Version, string AeTitle, DateTimeOffset StartedAt, DateTimeOffset Now, long MemoryBytes, double CpuSeconds, int Processors,
    IReadOnlyList<string> Warnings, StorageAnswer Storage, CountsAnswer Counts, IReadOnlyList<IngestMinute> LastHour, IngestMinute SinceStart);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SystemAnswer))]
internal sealed partial class SystemJson : JsonSerializerContext;
