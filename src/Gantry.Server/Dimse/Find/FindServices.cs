using Gantry.Network.Services;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Server.Dimse.Find;

/// <summary>Puts C-FIND behind the DICOM port.</summary>
public static class FindServices
{
    /// <summary>Needs the archive's query engine and a registry of peers.</summary>
    public static IServiceCollection AddDimseFind(this IServiceCollection services) => services.AddSingleton<IServiceScp, FindScp>();
}
