using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Commands;
using Gantry.Settings;

namespace Gantry.Composition;

/// <summary>The certificate for HTTPS: the given one, or a self-made one kept in the data folder until it is about to expire.</summary>
internal static class ServerCertificate
{
    private const string FileName = "self-made.pem";
    private static readonly TimeSpan Life = TimeSpan.FromDays(825);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>The certificate with its key, and the rest of its chain.</summary>
    /// <exception cref="CommandException">A given file cannot be used.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Load(HttpOptions http, DataFolder data)
    {
        try
        {
            return http.TlsCertificate is { } file ? LoadGiven(file, http.TlsKey) : (LoadOrMake(data), []);
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"the certificate {http.TlsCertificate ?? data.Certificates} cannot be used: {unusable.Message}", ExitCode.Usage);
        }
    }

    private static (X509Certificate2, X509Certificate2Collection) LoadGiven(string file, string? key)
    {
        if (X509Certificate2.GetCertContentType(file) == X509ContentType.Pkcs12)
        {
            return (X509CertificateLoader.LoadPkcs12FromFile(file, password: null), []);
        }

        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(file);
        return (X509Certificate2.CreateFromPemFile(file, key ?? file), chain);
    }

    private static X509Certificate2 LoadOrMake(DataFolder data)
    {
        string file = Path.Combine(data.Certificates, FileName);
        if (File.Exists(file))
        {
            var kept = X509Certificate2.CreateFromPemFile(file, file);
            if (kept.NotAfter.ToUniversalTime() - DateTime.UtcNow > RenewBefore)
            {
                return kept;
            }

            kept.Dispose();
        }

        Directory.CreateDirectory(data.Certificates, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string pem = Make();
        using (var writer = new StreamWriter(file + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            writer.Write(pem);
        }

        File.Move(file + ".new", file, overwrite: true);
        return X509Certificate2.CreateFromPemFile(file, file);
    }

    /// <summary>Certificate and key in PEM, for this machine's names and addresses.</summary>
    private static string Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Environment.MachineName}, O=Gantry (self-made)", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Environment.MachineName);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (IPAddress address in OwnAddresses())
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow + Life);
        return $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    private static IEnumerable<IPAddress> OwnAddresses()
    {
        try
        {
            return [.. Dns.GetHostAddresses(Environment.MachineName).Where(a => !IPAddress.IsLoopback(a)).Distinct()];
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
