using Gantry.Archive.Routing;
using Microsoft.Extensions.Hosting;

namespace Gantry.Composition;

/// <summary>Follows the routing rules while the server runs.</summary>
internal sealed class RoutingWorker(RoutingService routing) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => routing.RunAsync(stoppingToken), CancellationToken.None);
}
