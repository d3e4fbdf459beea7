using Gantry.Archive.Metadata;
using Microsoft.Extensions.Hosting;

namespace Gantry.Composition;

/// <summary>Runs the follower that makes metadata records while the server runs.</summary>
internal sealed class MetadataWorker(MetadataFollower follower) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => follower.RunAsync(stoppingToken), stoppingToken);
}
