using Gantry.Archive.Retrieve;
using Gantry.Network.Services;
using Gantry.Server.Dimse.Sending;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Server.Dimse.Retrieve;

/// <summary>Puts C-GET and C-MOVE behind the DICOM port.</summary>
public static class RetrieveServices
{
    /// <summary>Needs the archive's read side, a registry of peers and an audit log.</summary>
    public static IServiceCollection AddDimseRetrieve(this IServiceCollection services) => services
        .AddSingleton<RetrievePlanner>()
        .AddSingleton<OutgoingDatasets>()
        .AddSingleton<PeerAssociations>()
        .AddSingleton<RetrieveTargets>()
        .AddSingleton<IServiceScp, RetrieveScp>();
}
