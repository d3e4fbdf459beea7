namespace Gantry.Archive.Audit;

/// <summary>An event as it stands in the stream.</summary>
public sealed record AuditRecord(long Number, DateTimeOffset At, AuditEvent Event);
