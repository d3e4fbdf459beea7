using Gantry.Archive.Audit;
using Gantry.Archive.Compression;
using Gantry.Archive.Corrections;
using Gantry.Archive.Jobs;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Peers;
using Gantry.Archive.Routing;
using Gantry.Archive.Rules;
using Gantry.Archive.Security;
using Gantry.Archive.Views;
using Gantry.Backends.Sqlite.State;
using Gantry.Dicom;
using Gantry.Server.Admin;
using Gantry.Server.DicomWeb;
using Gantry.Server.DicomWeb.Forward;
using Gantry.Server.Dimse;
using Gantry.Server.Dimse.Commitment;
using Gantry.Server.Dimse.Find;
using Gantry.Server.Dimse.Jobs;
using Gantry.Server.Dimse.Retrieve;
using Gantry.Server.Dimse.Routing;
using Gantry.Server.Peers;
using Gantry.Server.Security;
using Gantry.Server.Web;
using Gantry.Server.Web.Files;
using Gantry.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Composition;

/// <summary>The one place where the parts of the server meet: their services, their listeners, their endpoints.</summary>
public static class GantryHost
{
    /// <summary>Composes the server; nothing listens before it is started.</summary>
    /// <param name="data">The folder, locked by the caller.</param>
    /// <param name="settings">Every setting.</param>
    /// <param name="certificateHash">SHA-256 of the HTTPS certificate in hexadecimal; null without TLS.</param>
    public static WebApplication Build(DataFolder data, SettingsValues settings, out string? certificateHash)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Gantry", ContentRootPath = data.Root });
        // First, since it brings a memory pool of its own that AddDimse's must come after to take its place.
        builder.WebHost.UseKestrelCore();
        builder.Services.AddLogging(logging => Logging.Configure(logging, settings.Get<LogOptions>()));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRoutingCore();
        AddState(builder.Services, data);
        builder.Services.AddGantrySecurity(settings.Get<SecurityOptions>());
        builder.Services.AddGantryAdmin();
        builder.Services.AddArchive(data, settings, takesIn: true);
        builder.Services.AddHostedService<MetadataWorker>();
        builder.Services.AddSingleton<CorrectionFollower>();
        builder.Services.AddHostedService<CorrectionWorker>();
        DimseOptions dicom = settings.Get<DimseOptions>();
        builder.Services.AddSingleton(new SystemPlaces(ProductVersion.Text, dicom.AeTitle, data.Root, data.Objects, data.Quarantine, Path.GetFileName(data.IndexDatabase) + "*"));
        builder.Services.AddPeers(settings.Get<PeerOptions>(), AeTitle.Parse(dicom.AeTitle));
        builder.Services.AddDimse(dicom);
        builder.Services.AddDimseFind();
        builder.Services.AddDimseRetrieve();
        builder.Services.AddDimseJobs();
        builder.Services.AddDimseCommitment();
        builder.Services.AddDimseRouting();
        builder.Services.AddStowForwarding();
        builder.Services.AddHostedService<RoutingWorker>();
        builder.Services.AddSingleton(settings.Get<CompressionOptions>());
        builder.Services.AddSingleton<CompressionService>();
        builder.Services.AddHostedService<CompressionWorker>();
        builder.Services.AddSingleton(settings.Get<JobOptions>());
        builder.Services.AddSingleton<JobRunner>();
        builder.Services.AddHostedService<JobWorker>();
        builder.Services.AddDicomWeb(settings.Get<DicomWebOptions>());
        builder.Services.AddWorkstation();
        certificateHash = Listeners.Configure(builder, settings, data);
        WebApplication app = builder.Build();
        app.UseGantrySecurity(AllowedHosts(settings.Get<HttpOptions>()));
        app.MapHealth(data);
        app.MapGantryAdmin();
        app.MapDicomWeb();
        app.MapWorkstation();
        app.MapWorkstationFiles(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        return app;
    }

    private static void AddState(IServiceCollection services, DataFolder data)
    {
        services.AddSingleton(_ => StateDatabase.Open(data.StateDatabase));
        services.AddSingleton<IAccountStore, SqliteAccountStore>();
        services.AddSingleton<ISessionStore, SqliteSessionStore>();
        services.AddSingleton<ITokenStore, SqliteTokenStore>();
        services.AddSingleton<IAuditLog, SqliteAuditLog>();
        services.AddSingleton<IPeerStore, SqlitePeerStore>();
        services.AddSingleton<PeerRegistry>();
        services.AddSingleton<IViewStore, SqliteViewStore>();
        services.AddSingleton<ViewRegistry>();
        services.AddSingleton<IJobStore, SqliteJobStore>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<IRuleStore<Route, RouteState>, SqliteRouteStore>();
        services.AddSingleton<ICompressionStore, SqliteCompressionStore>();
        services.AddSingleton<ICorrectionStore, SqliteCorrectionStore>();
        services.AddSingleton(p => new CorrectionService(
            p.GetRequiredService<ICorrectionStore>(), p.GetRequiredService<ICorrectedIndex>(), p.GetRequiredService<IAuditLog>(), p.GetRequiredService<TimeProvider>(), FailPoint.FromEnvironment()));
    }

    /// <summary>With TLS a name of elsewhere fails at the certificate already, so that none need be listed.</summary>
    private static IReadOnlyList<string> AllowedHosts(HttpOptions http) => http is { Tls: true, AllowedHosts.Count: 0 } ? ["*"] : http.AllowedHosts;
}
