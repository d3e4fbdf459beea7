using Gantry.Dicom;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Server.Peers;

/// <summary>What every way in and out shares of peers: calling them, and what associations there were.</summary>
public static class PeerServices
{
    /// <summary>Needs a <see cref="Archive.Peers.PeerRegistry"/>.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="options">How peers are called.</param>
    /// <param name="ownTitle">The AE title that we call by.</param>
    public static IServiceCollection AddPeers(this IServiceCollection services, PeerOptions options, AeTitle ownTitle) => services
        .AddSingleton<AssociationHistory>()
        .AddSingleton<PeerSearch>()
        .AddSingleton(p => new PeerConnector(options, ownTitle, p.GetRequiredService<AssociationHistory>(), p.GetRequiredService<TimeProvider>()));
}
