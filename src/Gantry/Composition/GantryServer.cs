using Gantry.Archive.Audit;
using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Archive.Routing;
using Gantry.Archive.Security;
using Gantry.Backends.Sqlite.State;
using Gantry.Commands;
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
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gantry.Composition;

/// <summary>The server's life: the lock on its folder, the host, the words on the terminal, and a graceful end.</summary>
public static class GantryServer
{
    public static async Task<int> RunAsync(DataFolder data, SettingsValues settings)
    {
        if (!data.TryLock(out IDisposable? held))
        {
            RunningServer? other = data.FindRunning();
            throw new CommandException($"a server already runs on {data.Root}{(other is null ? "" : $" ({other.Workstation}, process {other.ProcessId})")}", ExitCode.Unavailable);
        }

        using (held)
        {
            await using WebApplication app = Build(data, settings, out string? certificateHash);
            app.Services.OpenArchive();
            string? oneTimePassword = await FirstAdministratorAsync(app.Services.GetRequiredService<AccountService>()).ConfigureAwait(false);
            try
            {
                await app.StartAsync().ConfigureAwait(false);
            }
            catch (IOException taken) when (taken.InnerException is AddressInUseException)
            {
                throw new CommandException($"{taken.Message.TrimEnd('.')}. Choose other ports with --http-port and --dicom-port.", ExitCode.Unavailable);
            }

            RunningServer running = Listeners.Describe(app, settings, certificateHash);
            data.WriteRunning(running);
            Greet(data, running, oneTimePassword);
            IAuditLog audit = app.Services.GetRequiredService<IAuditLog>();
            await audit.AppendAsync(new AuditEvent(AuditKind.ServerStarted, Environment.UserName, "command line", null, ProductVersion.Text), CancellationToken.None).ConfigureAwait(false);
            await app.WaitForShutdownAsync().ConfigureAwait(false);
            await audit.AppendAsync(new AuditEvent(AuditKind.ServerStopped, null, null), CancellationToken.None).ConfigureAwait(false);
            return ExitCode.Done;
        }
    }

    private static WebApplication Build(DataFolder data, SettingsValues settings, out string? certificateHash)
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
        services.AddSingleton<IJobStore, SqliteJobStore>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<IRouteStore, SqliteRouteStore>();
    }

    /// <summary>With TLS a name of elsewhere fails at the certificate already, so that none need be listed.</summary>
    private static IReadOnlyList<string> AllowedHosts(HttpOptions http) => http is { Tls: true, AllowedHosts.Count: 0 } ? ["*"] : http.AllowedHosts;

    /// <summary>Makes the first account on a fresh folder; returns the one-time password to tell, if one was made.</summary>
    private static async ValueTask<string?> FirstAdministratorAsync(AccountService accounts)
    {
        string? password = Environment.GetEnvironmentVariable("GANTRY_ADMIN_PASSWORD");
        AccountOutcome? outcome = await accounts.AddFirstAdministratorAsync(password is { Length: > 0 } ? password : null, CancellationToken.None).ConfigureAwait(false);
        return outcome switch
        {
            AccountOutcome.Refused refused => throw new CommandException($"GANTRY_ADMIN_PASSWORD cannot be used: {refused.Reason}", ExitCode.Usage),
            AccountOutcome.Done done => done.OneTimePassword,
            _ => null,
        };
    }

    private static void Greet(DataFolder data, RunningServer running, string? oneTimePassword)
    {
        Console.WriteLine($"""
            Gantry {ProductVersion.Text}
              workstation  {running.Workstation}
              DICOM        {running.AeTitle} on port {running.DicomPort}
              data         {data.Root}
            """);
        if (oneTimePassword is not null)
        {
            Console.WriteLine($"  first sign-in as '{AccountService.FirstAdministrator}' with the one-time password {oneTimePassword}");
        }

        Console.WriteLine("Ready. Ctrl-C stops it.");
    }
}
