using System.Collections.Concurrent;
using Gantry.Archive.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Security;

/// <summary>Notes in the audit stream who read, stored or deleted a study by HTTP: once for a caller and study in <see cref="Window"/>, not for each frame.</summary>
internal sealed class StudyAudit(IAuditLog audit, TimeProvider time)
{
    /// <summary>Of <see cref="HttpContext.Items"/>: the way in has noted the request itself, with more to say.</summary>
    public static readonly object Noted = new();

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<(string? Actor, string Study, AuditKind Kind), DateTimeOffset> noted = new();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);
        if (context.Items.ContainsKey(Noted))
        {
            return;
        }

        if (context.Response.StatusCode is >= 200 and < 300 && context.GetRouteValue("study") is string study)
        {
            AuditKind kind = context.Request.Method switch
            {
                "GET" => AuditKind.StudyRead,
                "DELETE" => AuditKind.Deleted,
                "POST" or "PUT" => AuditKind.InstancesStored,
                _ => 0,
            };
            if (kind != 0)
            {
                await NoteAsync(context, study, kind).ConfigureAwait(false);
            }
        }
    }

    private ValueTask NoteAsync(HttpContext context, string study, AuditKind kind)
    {
        DateTimeOffset now = time.GetUtcNow();
        string? actor = GantryClaims.NameOf(context.User);
        bool isNew = !noted.TryGetValue((actor, study, kind), out DateTimeOffset last) || now - last >= Window;
        if (!isNew && kind != AuditKind.Deleted)
        {
            return ValueTask.CompletedTask;
        }

        if (noted.Count >= MaxRemembered)
        {
            noted.Clear();
        }

        noted[(actor, study, kind)] = now;
        string? detail = kind == AuditKind.Deleted ? context.Request.Path.Value : null;

        // The answer has gone out; a caller who hung up since then is noted all the same.
        return audit.PostAsync(new AuditEvent(kind, actor, Address.Of(context), study, detail), CancellationToken.None);
    }
}
