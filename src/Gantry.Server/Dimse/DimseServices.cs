using System.Net;
using Gantry.Archive.Ingest;
using Gantry.Network.Services.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gantry.Server.Dimse;

/// <summary>Puts the DICOM port into a host.</summary>
public static class DimseServices
{
    /// <summary>Needs an <see cref="IInstanceIntake"/>. Throws <see cref="ArgumentException"/> when the options do not hold.</summary>
    public static IServiceCollection AddDimse(this IServiceCollection services, DimseOptions options)
    {
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException("The options of the DICOM port do not hold: " + string.Join(" ", faults), nameof(options));
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<DimseMetrics>();
        services.AddSingleton<IStorageScp, ArchiveStorageScp>();
        services.AddSingleton<DimseConnectionHandler>();
        return services;
    }

    /// <summary>Opens the port that <see cref="AddDimse"/> has described.</summary>
    public static void ListenDimse(this KestrelServerOptions kestrel, DimseOptions options) =>
        kestrel.Listen(IPAddress.Parse(options.Address), options.Port, listen => listen.UseConnectionHandler<DimseConnectionHandler>());
}
