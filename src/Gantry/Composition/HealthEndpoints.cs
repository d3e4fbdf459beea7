using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Composition;

/// <summary>"/health/live": the process answers. "/health/ready": it takes and gives instances. Both answer without sign-in and tell nothing more.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", (HttpContext context) => context.Response.WriteAsync("live\n")).AllowAnonymous();
        routes.MapGet("/health/ready", (HttpContext context) => context.Response.WriteAsync("ready\n")).AllowAnonymous();
    }
}
