using Gantry.Archive.Compression;
using Microsoft.Extensions.Hosting;

namespace Gantry.Composition;

/// <summary>Carries out the compression rules while the server runs.</summary>
internal sealed class CompressionWorker(CompressionService compression) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => compression.RunAsync(stoppingToken), CancellationToken.None);
}
