using System.Net;
using Gantry.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gantry.Composition;

/// <summary>Kestrel's endpoints: one for HTTP, one for DICOM.</summary>
internal static class Listeners
{
    public static void Configure(WebApplicationBuilder builder, SettingsValues settings)
    {
        HttpOptions http = settings.Get<HttpOptions>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = http.MaxConnections;
            Listen(kestrel, http.Address, http.Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
    }

    public static RunningServer Describe(WebApplication app, SettingsValues settings)
    {
        HttpOptions http = settings.Get<HttpOptions>();
        DicomListenerOptions dicom = settings.Get<DicomListenerOptions>();
        int port = http.Port != 0 ? http.Port : app.Urls.Select(u => new Uri(u).Port).First();
        string host = http.IsLoopback || http.Address == "any" ? "localhost" : new UriBuilder("http", http.Address).Host;
        return new RunningServer(Environment.ProcessId, $"{(http.Tls ? "https" : "http")}://{host}:{port}/", dicom.Port, dicom.AeTitle);
    }

    /// <summary>Loopback means both families, so that "localhost" is found whichever a browser tries first.</summary>
    private static void Listen(KestrelServerOptions kestrel, string address, int port, Action<ListenOptions> configure)
    {
        if (address == "localhost" && port != 0)
        {
            kestrel.ListenLocalhost(port, configure);
        }
        else
        {
            kestrel.Listen(address switch { "localhost" => IPAddress.Loopback, "any" => IPAddress.IPv6Any, _ => IPAddress.Parse(address) }, port, configure);
        }
    }
}
