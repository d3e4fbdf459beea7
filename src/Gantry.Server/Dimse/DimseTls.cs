using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gantry.Server.Security.Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Dimse;

/// <summary>The TLS layer's settings from <see cref="DimseTlsOptions"/>.</summary>
internal static class DimseTls
{
    /// <summary>Throws <see cref="System.Security.Cryptography.CryptographicException"/> or <see cref="IOException"/> when a file cannot be used.</summary>
    public static HttpsConnectionAdapterOptions Load(DimseTlsOptions options, TimeProvider time, ILogger logger)
    {
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(options.CertificateFile);
        HttpsConnectionAdapterOptions tls = new()
        {
            ServerCertificate = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile),
            ServerCertificateChain = [.. chain.Skip(1)],
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            HandshakeTimeout = TimeSpan.FromSeconds(10),
            OnAuthenticate = (_, tls) => tls.CipherSuitesPolicy = Suites(options.Profile),
        };
        if (options.ClientAuthorityFile is { } file)
        {
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPemFile(file);
            tls.ClientCertificateMode = options.ClientCertificateIsOptional ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.RequireCertificate;
            RevocationLists? revoked = options.RevocationListFile is { } lists ? new RevocationLists(lists, time) : null;
            tls.ClientCertificateValidation = (certificate, _, _) => Holds(certificate, authorities, revoked, logger);
        }

        return tls;
    }

    /// <summary>The cipher suites of a profile; null where the platform decides by itself.</summary>
    internal static CipherSuitesPolicy? Suites(TlsProfile profile)
    {
        TlsCipherSuite[] strong =
        [
            TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ];
        TlsCipherSuite[] fast = [TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256];
        return OperatingSystem.IsLinux() ? new CipherSuitesPolicy(profile == TlsProfile.Bcp195Extended ? strong : [.. fast, .. strong]) : null;
    }

    private static bool Holds(X509Certificate2 certificate, X509Certificate2Collection authorities, RevocationLists? revoked, ILogger logger)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        string? fault = !chain.Build(certificate) ? string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation.Trim())) : revoked?.FindFault(chain);
        if (fault is not null)
        {
            DimseLog.CertificateRefused(logger, certificate.Subject, fault);
        }

        return fault is null;
    }
}
