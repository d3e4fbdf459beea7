using Gantry.Archive.Corrections;
using Microsoft.Extensions.Hosting;

namespace Gantry.Composition;

/// <summary>Takes corrections that the command line has made while the server runs.</summary>
internal sealed class CorrectionWorker(CorrectionFollower follower) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => follower.RunAsync(stoppingToken), CancellationToken.None);
}
