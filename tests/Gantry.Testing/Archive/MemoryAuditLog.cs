using System.Collections.Concurrent;
using Gantry.Archive.Audit;

namespace Gantry.Testing.Archive;

/// <summary>An audit stream that a test can read.</summary>
public sealed class MemoryAuditLog : IAuditLog
{
    public ConcurrentQueue<AuditEvent> Events { get; } = new();

    public ValueTask AppendAsync(AuditEvent happened, CancellationToken cancellationToken)
    {
        Events.Enqueue(happened);
        return ValueTask.CompletedTask;
    }

    public ValueTask PostAsync(AuditEvent happened, CancellationToken cancellationToken) => AppendAsync(happened, cancellationToken);

    public IReadOnlyList<AuditRecord> Read(long before, int limit) => [.. Events.Reverse().Take(limit).Select((e, i) => new AuditRecord(i + 1, DateTimeOffset.UnixEpoch, e))];
}
