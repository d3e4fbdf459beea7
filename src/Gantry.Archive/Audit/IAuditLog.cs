namespace Gantry.Archive.Audit;

/// <summary>The durable, append-only stream of who did what. Nothing in it is ever changed.</summary>
public interface IAuditLog
{
    /// <summary>Appends; durable when it completes. For what must not happen unrecorded.</summary>
    ValueTask AppendAsync(AuditEvent happened, CancellationToken cancellationToken);

    /// <summary>Appends soon: durable within a moment, before the process ends in an orderly way. Waits only when the queue is full. For reads, which must stay fast.</summary>
    ValueTask PostAsync(AuditEvent happened, CancellationToken cancellationToken);

    /// <summary>Newest first, those before a number (0: the newest).</summary>
    IReadOnlyList<AuditRecord> Read(long before, int limit);
}
