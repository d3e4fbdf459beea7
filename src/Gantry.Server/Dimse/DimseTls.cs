using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gantry.Server.Dimse;

/// <summary>The TLS layer's settings from <see cref="DimseTlsOptions"/>.</summary>
internal static class DimseTls
{
    /// <summary>Throws <see cref="System.Security.Cryptography.CryptographicException"/> or <see cref="IOException"/> when a file cannot be used.</summary>
    public static HttpsConnectionAdapterOptions Load(DimseTlsOptions options)
    {
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(options.CertificateFile);
        HttpsConnectionAdapterOptions tls = new()
        {
            ServerCertificate = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile),
            ServerCertificateChain = [.. chain.Skip(1)],
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            HandshakeTimeout = TimeSpan.FromSeconds(10),
        };
        if (options.ClientAuthorityFile is { } file)
        {
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPemFile(file);
            tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            tls.ClientCertificateValidation = (certificate, _, _) => IsSigned(certificate, authorities);
        }

        return tls;
    }

    private static bool IsSigned(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        return chain.Build(certificate);
    }
}
