using Gantry.Backends.Sqlite;
using Gantry.Backends.Sqlite.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Composition;

/// <summary>
/// "/health/live": the process answers. "/health/ready": it takes and gives instances: the index and the state can be read, the disk can be written; 503 names the part that fails.
/// Both answer without sign-in and tell nothing more.
/// </summary>
internal static class HealthEndpoints
{
    private const int ProbeBytes = 4096;

    public static void MapHealth(this IEndpointRouteBuilder routes, DataFolder data)
    {
        IServiceProvider services = routes.ServiceProvider;
        SqliteIndexFile index = services.GetRequiredService<SqliteIndexFile>();
        StateDatabase state = services.GetRequiredService<StateDatabase>();
        string file = Path.Combine(data.Objects, "ready");
        ReadinessProbe probe = new([("index", index.Probe), ("state", state.Probe), ("disk", () => File.WriteAllBytes(file, new byte[ProbeBytes]))], services.GetRequiredService<TimeProvider>());
        routes.MapGet("/health/live", (HttpContext context) => context.Response.WriteAsync("live\n")).AllowAnonymous();
        routes.MapGet("/health/ready", async (HttpContext context) =>
        {
            string? failing = await probe.FailingAsync(context.RequestAborted).ConfigureAwait(false);
            context.Response.StatusCode = failing is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.WriteAsync(failing is null ? "ready\n" : $"not ready: {failing}\n").ConfigureAwait(false);
        }).AllowAnonymous();
    }
}
