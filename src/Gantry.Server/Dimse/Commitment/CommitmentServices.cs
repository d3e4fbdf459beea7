using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Archive.Retrieve;
using Gantry.Network.Services;
using Gantry.Server.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Server.Dimse.Commitment;

/// <summary>Puts storage commitment, as SCP and as SCU, behind the DICOM port.</summary>
public static class CommitmentServices
{
    /// <summary>Needs the archive's read side, the jobs and the registry of peers.</summary>
    public static IServiceCollection AddDimseCommitment(this IServiceCollection services) => services
        .AddSingleton<ObjectCheck>()
        .AddSingleton<OpenRequests>()
        .AddSingleton<CommitScope>()
        .AddSingleton<CommitmentScp>()
        .AddSingleton<IServiceScp>(p => p.GetRequiredService<CommitmentScp>())
        .AddSingleton<IJobHandler, CommitJob>()
        .AddSingleton<IJobHandler>(p => new CommitRequestJob(
            p.GetRequiredService<PeerRegistry>(), p.GetRequiredService<PeerConnector>(), p.GetRequiredService<RetrievePlanner>(), p.GetRequiredService<JobQueue>(),
            new Lazy<CommitmentScp>(p.GetRequiredService<CommitmentScp>), p.GetRequiredService<TimeProvider>()));
}
