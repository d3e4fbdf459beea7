using Gantry.Archive.Changes;
using Gantry.Archive.Jobs;
using Gantry.Archive.Objects;
using Gantry.Archive.Peers;
using Gantry.Archive.Retrieve;
using Gantry.Archive.Routing;
using Gantry.Archive.Rules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Dimse.Routing;

/// <summary>Rules that send to, tell or ask registered peers.</summary>
public static class RoutingServices
{
    /// <summary>Needs the archive's read side, the jobs, the registry of peers and a store of rules.</summary>
    public static IServiceCollection AddDimseRouting(this IServiceCollection services) => services
        .AddSingleton<IForwardTargets, PeerForwardTargets>()
        .AddSingleton<IRouteTasks, RouteTasks>()
        .AddSingleton(p => new RoutingParts(
            p.GetRequiredService<IRuleStore<Route, RouteState>>(), p.GetRequiredService<IChangeFeed>(), p.GetRequiredService<IInstanceCatalog>(), new HeaderReader(p.GetRequiredService<IObjectReader>()),
            p.GetRequiredService<PeerRegistry>(), [.. p.GetServices<IForwardTargets>()], p.GetRequiredService<IRouteTasks>(), p.GetRequiredService<JobOptions>(),
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILoggerFactory>().CreateLogger("Gantry.Routing")))
        .AddSingleton<RoutingService>();
}
