using System.Collections.Concurrent;
using Gantry.Archive.Audit;
using Gantry.Dicom;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb;

/// <summary>Writes into the audit stream who read, stored or deleted what (PS3.15 A.5). Reading is told once for each caller and study in <see cref="Quiet"/>.</summary>
internal sealed class AccessAudit(IAuditLog log, TimeProvider time)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(string? Actor, string? Address, StudyUid Study), long> told = new();

    public ValueTask ReadAsync(HttpContext context, StudyUid study)
    {
        context.Items[StudyAudit.Noted] = true;
        (string? actor, string? address) = CallerOf(context);
        long now = time.GetTimestamp();
        if (told.TryGetValue((actor, address, study), out long last) && time.GetElapsedTime(last, now) < Quiet)
        {
            return default;
        }

        if (told.Count >= MaxRemembered)
        {
            // Telling some again is better than holding more.
            told.Clear();
        }

        told[(actor, address, study)] = now;
        return log.PostAsync(new AuditEvent(AuditKind.StudyRead, actor, address, study.Value, "DICOMweb"), context.RequestAborted);
    }

    /// <summary>Not cancelled with the request: what was stored stays stored.</summary>
    public async ValueTask StoredAsync(HttpContext context, IEnumerable<IGrouping<StudyUid, InstanceUid>> instances)
    {
        context.Items[StudyAudit.Noted] = true;
        (string? actor, string? address) = CallerOf(context);
        foreach (IGrouping<StudyUid, InstanceUid> study in instances)
        {
            await log.PostAsync(new AuditEvent(AuditKind.InstancesStored, actor, address, study.Key.Value, $"{study.Count()} instances by STOW-RS"), CancellationToken.None).ConfigureAwait(false);
        }
    }

    public ValueTask DeletedAsync(HttpContext context, ResourcePath path, int instances)
    {
        context.Items[StudyAudit.Noted] = true;
        (string? actor, string? address) = CallerOf(context);
        string uid = path.Instance?.Value ?? path.Series?.Value ?? path.Study!.Value.Value;
        return log.AppendAsync(new AuditEvent(AuditKind.Deleted, actor, address, uid, $"{instances} instances of {path}"), CancellationToken.None);
    }

    private static (string? Actor, string? Address) CallerOf(HttpContext context) => (context.User.Identity?.Name, context.Connection.RemoteIpAddress?.ToString());
}
