using Gantry.Archive.Jobs;
using Microsoft.Extensions.Hosting;

namespace Gantry.Composition;

/// <summary>Runs the jobs while the server runs.</summary>
internal sealed class JobWorker(JobRunner runner) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => runner.RunAsync(stoppingToken), CancellationToken.None);
}
