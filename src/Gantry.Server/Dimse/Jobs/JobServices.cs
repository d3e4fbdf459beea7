using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Network.Services.Storage;
using Gantry.Server.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Server.Dimse.Jobs;

/// <summary>The jobs that exchange with peers by DIMSE.</summary>
public static class JobServices
{
    /// <summary>Needs what <see cref="Retrieve.RetrieveServices.AddDimseRetrieve"/> brings.</summary>
    public static IServiceCollection AddDimseJobs(this IServiceCollection services) => services
        .AddSingleton<MissingInstances>()
        .AddSingleton<IJobHandler, SendJob>()
        .AddSingleton<IJobHandler, NotifyJob>()
        .AddSingleton<IJobHandler, PrefetchJob>()
        .AddSingleton<IJobHandler>(p => Create(p, ExchangeKinds.Retrieve))
        .AddSingleton<IJobHandler>(p => Create(p, ExchangeKinds.Move));

    private static RetrieveJob Create(IServiceProvider p, string kind) =>
        new(kind, p.GetRequiredService<PeerRegistry>(), p.GetRequiredService<PeerConnector>(), p.GetRequiredService<MissingInstances>(), p.GetRequiredService<IStorageScp>(), p.GetRequiredService<DimseOptions>());
}
