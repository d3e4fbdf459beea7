using Gantry.Archive.Index;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Objects;
using Gantry.Composition;
using Gantry.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gantry.Commands;

/// <summary>Runs a pass over all segments with its progress on the terminal, and tells what it found.</summary>
internal static class ArchivePass
{
    public static async Task<int> RunAsync(DataFolder data, SettingsValues settings, Func<ISegmentStorage, IArchiveIndex, IProgress<ScanProgress>, ScanResult> run)
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging(logging => Logging.Configure(logging, settings.Get<LogOptions>() with { Level = LogLevel.Warning }))
            .AddArchive(data, settings, takesIn: false)
            .BuildServiceProvider();
        try
        {
            ScanResult result = run(services.GetRequiredService<ISegmentStorage>(), services.GetRequiredService<IArchiveIndex>(), new Line());
            if (!Console.IsErrorRedirected)
            {
                await Console.Error.WriteLineAsync().ConfigureAwait(false);
            }

            foreach (ArchiveFinding finding in result.Findings)
            {
                Console.WriteLine(finding);
            }

            Console.WriteLine($"{result.Progress.Objects} objects, {result.Progress.Bytes / 1e6:0.0} MB in {result.Progress.SegmentsInAll} segments; {result.Progress.Findings} findings");
            return result.Progress.Findings == 0 ? ExitCode.Done : ExitCode.Failed;
        }
        catch (Exception failed) when (failed is IndexException or ObjectStoreException)
        {
            throw new CommandException(failed.Message, ExitCode.Unavailable);
        }
    }

    /// <summary>One line that is written over, on a terminal only.</summary>
    private sealed class Line : IProgress<ScanProgress>
    {
        public void Report(ScanProgress value)
        {
            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write($"\r{value.Segments}/{value.SegmentsInAll} segments, {value.Objects} objects, {value.Bytes / 1e6:0.0} MB, {value.Findings} findings  ");
            }
        }
    }
}
