using System.Globalization;
using Gantry.Archive.Audit;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>The audit stream, page by page, for administrators.</summary>
public sealed class AuditEndpoints(IAuditLog audit)
{
    private const int MaxLimit = 1000;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/audit", (RequestDelegate)ListAsync).RequireAuthorization(Policies.Administer);

    private Task ListAsync(HttpContext context)
    {
        long before = long.TryParse(context.Request.Query["before"], CultureInfo.InvariantCulture, out long number) ? number : 0;
        int limit = int.TryParse(context.Request.Query["limit"], CultureInfo.InvariantCulture, out int asked) ? Math.Clamp(asked, 1, MaxLimit) : 100;
        IEnumerable<AuditAnswer> events = audit.Read(before, limit).Select(r =>
            new AuditAnswer(r.Number, r.At, AdminWords.Of(r.Event.Kind), r.Event.Actor, r.Event.Address, r.Event.Subject, r.Event.Detail));
        return JsonExchange.WriteAsync(context, new AuditPage([.. events]), AdminJson.Default.AuditPage);
    }
}
