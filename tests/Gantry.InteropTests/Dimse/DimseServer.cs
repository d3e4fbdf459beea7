using Gantry.Archive.Audit;
using Gantry.Archive.Ingest;
using Gantry.Archive.Peers;
using Gantry.Archive.Views;
using Gantry.Server.Dimse;
using Gantry.Server.Peers;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Gantry.Testing.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.InteropTests.Dimse;

/// <summary>Our DICOM port on Kestrel with an intake that keeps what comes.</summary>
internal sealed class DimseServer(WebApplication application, CollectingIntake intake, int port) : IAsyncDisposable
{
    public CollectingIntake Intake => intake;

    public int Port => port;

    public static async Task<DimseServer> StartAsync(DimseOptions? options = null)
    {
        int port = FreePorts.Next();
        DimseOptions bound = (options ?? new DimseOptions()) with { Port = port, Address = "127.0.0.1" };
        CollectingIntake intake = new();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IInstanceIntake>(intake);
        builder.Services.AddSingleton<IAuditLog, MemoryAuditLog>();
        builder.Services.AddSingleton<IPeerStore, MemoryPeerStore>();
        builder.Services.AddSingleton<IViewStore, MemoryViewStore>();
        builder.Services.AddSingleton<PeerRegistry>();
        builder.Services.AddSingleton<AssociationHistory>();
        builder.Services.AddDimse(bound);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.ListenDimse(bound));
        WebApplication application = builder.Build();
        await application.StartAsync();
        return new DimseServer(application, intake, port);
    }

    public Task StopAsync() => application.StopAsync();

    public async ValueTask DisposeAsync() => await application.DisposeAsync();
}
