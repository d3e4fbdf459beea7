using Gantry.Archive.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Server.DicomWeb.Forward;

/// <summary>Rules may send to DICOMweb services.</summary>
public static class ForwardServices
{
    public static IServiceCollection AddStowForwarding(this IServiceCollection services) => services.AddSingleton<IForwardTargets, StowForwardTargets>();
}
