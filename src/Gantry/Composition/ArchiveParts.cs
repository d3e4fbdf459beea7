using Gantry.Archive;
using Gantry.Archive.Changes;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Metadata;
using Gantry.Archive.Objects;
using Gantry.Archive.Query;
using Gantry.Archive.Retrieve;
using Gantry.Backends.FileSystem;
using Gantry.Backends.Sqlite;
using Gantry.Commands;
using Gantry.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gantry.Composition;

/// <summary>The archive on a data folder: SQLite for the index, segments in the file system.</summary>
internal static class ArchiveParts
{
    public static IServiceCollection AddArchive(this IServiceCollection services, DataFolder data, SettingsValues settings, bool takesIn)
    {
        SqliteOptions index = settings.Get<SqliteOptions>() with { Folder = data.Root };
        services.AddSingleton(p => SqliteIndexFile.Open(index, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IArchiveIndex, SqliteArchiveIndex>();
        services.AddSingleton(p => p.GetRequiredService<IArchiveIndex>().Corrected);
        services.AddSingleton<SqliteInstanceCatalog>();
        services.AddSingleton<IInstanceCatalog>(p => p.GetRequiredService<SqliteInstanceCatalog>());
        services.AddSingleton<ISeriesVersions>(p => p.GetRequiredService<SqliteInstanceCatalog>());
        services.AddSingleton<ISeriesMetadataStore>(_ => SqliteMetadataStore.Open(index));
        services.AddSingleton<SeriesMetadataBuilder>();
        services.AddSingleton<ISeriesMetadata, SeriesMetadataService>();
        services.AddSingleton<MetadataFollower>();
        services.AddSingleton<IChangeFeed, SqliteChangeFeed>();
        services.AddSingleton<SqliteQueryEngine>();
        services.AddSingleton<IQueryEngine>(p =>
            new HeaderQueryEngine(p.GetRequiredService<SqliteQueryEngine>(), p.GetRequiredService<IInstanceCatalog>(), p.GetRequiredService<IObjectReader>()));
        services.AddSingleton<ISegmentStorage>(_ =>
        {
            FileSystemSegmentStorage storage = new(data.Objects);
            if (takesIn)
            {
                SegmentOptions options = settings.Get<SegmentOptions>();
                storage.KeepSpares(options.SegmentBytes, options.ReadyBytes);
            }

            return storage;
        });
        services.AddSingleton(_ => ScratchFolder.Open(data.Scratch));
        services.AddSingleton<IQuarantine>(p => new FileSystemQuarantine(data.Quarantine, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => LocalArchive.Open(
            p.GetRequiredService<ISegmentStorage>(),
            p.GetRequiredService<IArchiveIndex>(),
            p.GetRequiredService<IInstanceCatalog>(),
            p.GetRequiredService<IQuarantine>(),
            settings.Get<IngestOptions>(),
            settings.Get<SegmentOptions>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILoggerFactory>().CreateLogger("Gantry.Archive"),
            FailPoint.FromEnvironment()));
        services.AddSingleton(p => p.GetRequiredService<LocalArchive>().Intake);
        services.AddSingleton(p => p.GetRequiredService<LocalArchive>().Objects);
        return services;
    }

    /// <summary>Brings the index up to the history of corrections, before any listener: after a rebuild, a crash, or changes made while nothing ran.</summary>
    /// <exception cref="CommandException">It cannot be done.</exception>
    public static void ShowCorrections(this IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<CorrectionService>().CatchUp();
        }
        catch (Exception failed) when (failed is IndexException or StateException)
        {
            throw new CommandException($"corrections cannot be applied: {failed.Message}", ExitCode.Unavailable);
        }
    }

    /// <summary>Opens the archive now, before any listener: recovery runs here.</summary>
    /// <exception cref="CommandException">It cannot be opened.</exception>
    public static LocalArchive OpenArchive(this IServiceProvider services)
    {
        try
        {
            return services.GetRequiredService<LocalArchive>();
        }
        catch (Exception failed) when (failed is IndexException or ObjectStoreException)
        {
            throw new CommandException($"the archive cannot be opened: {failed.Message}", ExitCode.Unavailable);
        }
    }
}
