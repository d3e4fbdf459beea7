using System.Net;
using Gantry.Archive.Ingest;
using Gantry.Archive.Security;
using Gantry.Network.Services.Storage;
using Gantry.Server.Dimse.Identity;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Dimse;

/// <summary>Puts the DICOM port into a host.</summary>
public static class DimseServices
{
    /// <summary>What may wait for a connection's peer: while it reads one instance the next pieces are fetched. At the default of 64 KB each write waits for the one before.</summary>
    private const int MaxWriteBufferBytes = 512 * 1024;

    /// <summary>Needs an <see cref="IInstanceIntake"/>, a registry of peers with its history, and an audit log; every <see cref="Network.Services.IServiceScp"/> in the host is served. Throws <see cref="ArgumentException"/> when the options do not hold.</summary>
    public static IServiceCollection AddDimse(this IServiceCollection services, DimseOptions options)
    {
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException("The options of the DICOM port do not hold: " + string.Join(" ", faults), nameof(options));
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<IMemoryPoolFactory<byte>, PinnedBlockPoolFactory>();

        // Bytes are parsed on the thread that read them: two changes of thread fewer for each instance and each request.
        services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        services.Configure<SocketTransportOptions>(sockets => sockets.MaxWriteBufferSize = MaxWriteBufferBytes);
        services.AddSingleton<DimseMetrics>();
        services.AddSingleton<IStorageScp, ArchiveStorageScp>();
        services.AddSingleton(p => new UserIdentityCheck(p.GetService<SessionService>(), options, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DimseConnectionHandler>();
        return services;
    }

    /// <summary>Opens the port that <see cref="AddDimse"/> has described.</summary>
    public static void ListenDimse(this KestrelServerOptions kestrel, DimseOptions options)
    {
        if (options.Address == "localhost" && options.Port != 0)
        {
            kestrel.ListenLocalhost(options.Port, listen => listen.UseDimse(options));
        }
        else
        {
            IPAddress address = options.Address switch { "any" => IPAddress.IPv6Any, "localhost" => IPAddress.Loopback, _ => IPAddress.Parse(options.Address) };
            kestrel.Listen(address, options.Port, listen => listen.UseDimse(options));
        }
    }

    /// <summary>Makes any endpoint speak DICOM: the PROXY header where it is due, TLS where it is configured, then associations.</summary>
    public static void UseDimse(this ListenOptions listen, DimseOptions options)
    {
        IServiceProvider services = listen.ApplicationServices;
        ILogger logger = services.GetRequiredService<ILogger<DimseConnectionHandler>>();
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        listen.Protocols = HttpProtocols.Http1;
        if (options.ProxyProtocolFrom.Count > 0)
        {
            listen.Use(next => new ProxyProtocol(next, options, time, logger).OnConnectionAsync);
        }

        if (options.Tls is { } tls)
        {
            listen.UseHttps(DimseTls.Load(tls, time, logger));
        }

        listen.UseConnectionHandler<DimseConnectionHandler>();
    }
}
