using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using Gantry.Server.Dimse;
using Gantry.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gantry.Composition;

/// <summary>Kestrel's endpoints: one for HTTP, one for DICOM.</summary>
internal static class Listeners
{
    /// <returns>SHA-256 of the certificate in hexadecimal; null without TLS.</returns>
    public static string? Configure(WebApplicationBuilder builder, SettingsValues settings, DataFolder data)
    {
        HttpOptions http = settings.Get<HttpOptions>();
        DimseOptions dicom = settings.Get<DimseOptions>();
        Action<ListenOptions> endpoint = listen => listen.Protocols = HttpProtocols.Http1;
        string? hash = null;
        if (http.Tls)
        {
            (endpoint, hash) = Secure(builder, http, data);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = http.MaxConnections + (2L * dicom.MaxAssociations);
            Listen(kestrel, http.Address, http.Port, endpoint);
            kestrel.ListenDimse(dicom);
        });
        return hash;
    }

    /// <summary>How the started server is reached; ports of 0 have become real ones. Kestrel lists its addresses in the order of <see cref="Configure"/>.</summary>
    public static RunningServer Describe(WebApplication app, SettingsValues settings, string? certificateHash)
    {
        HttpOptions http = settings.Get<HttpOptions>();
        DimseOptions dicom = settings.Get<DimseOptions>();
        int[] ports = [.. app.Urls.Select(u => BindingAddress.Parse(u).Port)];
        string host = http.IsLoopback || http.Address == "any" ? "localhost" : new UriBuilder("http", http.Address).Host;
        return new RunningServer(Environment.ProcessId, $"{(http.Tls ? "https" : "http")}://{host}:{ports[0]}/", ports[^1], dicom.AeTitle, certificateHash);
    }

    private static (Action<ListenOptions> Endpoint, string Hash) Secure(WebApplicationBuilder builder, HttpOptions http, DataFolder data)
    {
        (var certificate, var chain) = ServerCertificate.Load(http, data);
        builder.WebHost.UseKestrelHttpsConfiguration();
        void Endpoint(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(tls =>
            {
                tls.ServerCertificate = certificate;
                tls.ServerCertificateChain = chain;
                tls.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            });
        }

        return (Endpoint, certificate.GetCertHashString(HashAlgorithmName.SHA256));
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
