using Gantry.Server.OpenApi;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Server.Admin;

/// <summary>The API of sessions, accounts, tokens, peers and audit (docs/design/*-api.md, OpenApi/openapi.json).</summary>
public static class AdminServices
{
    public static IServiceCollection AddGantryAdmin(this IServiceCollection services) => services
        .AddSingleton<SessionEndpoints>()
        .AddSingleton<UserEndpoints>()
        .AddSingleton<TokenEndpoints>()
        .AddSingleton<PeerEndpoints>()
        .AddSingleton<StudyNames>()
        .AddSingleton<PeerSearchEndpoints>()
        .AddSingleton<IngestRates>()
        .AddSingleton<SystemEndpoints>()
        .AddSingleton<JobEndpoints>()
        .AddSingleton<RouteEndpoints>()
        .AddSingleton<ViewEndpoints>()
        .AddSingleton<CompressionEndpoints>()
        .AddSingleton<CorrectionEndpoints>()
        .AddSingleton<AuditEndpoints>();

    public static void MapGantryAdmin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/openapi.json", (RequestDelegate)new OpenApiDocument("Admin").SendAsync).RequireAuthorization(Policies.Read);
        routes.ServiceProvider.GetRequiredService<SessionEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<UserEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<TokenEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<PeerEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<PeerSearchEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<SystemEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<JobEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<RouteEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<ViewEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<CompressionEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<CorrectionEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<AuditEndpoints>().Map(routes);
    }
}
