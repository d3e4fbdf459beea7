using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Gantry.Settings;

/// <summary>The listener for the workstation and DICOMweb.</summary>
public sealed record HttpOptions : IValidatableObject
{
    /// <summary>TCP port; 0 takes any free one and prints it.</summary>
    [Range(0, 65535)]
    public int Port { get; init; } = 8080;

    /// <summary>"localhost", "any", or the IP address to listen on. Everything but localhost needs TLS.</summary>
    public string Address { get; init; } = "localhost";

    /// <summary>Serve HTTPS, with the given certificate or with a self-made one that is kept in the data folder.</summary>
    public bool Tls { get; init; }

    /// <summary>Certificate chain in PEM, or a PKCS#12 file without password.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>Private key in PEM, unless it is in the certificate's file.</summary>
    public string? TlsKey { get; init; }

    /// <summary>Host names that requests may ask for, beside the machine's own loopback names; "*" takes every name. With TLS and none given every name is taken.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Connections at once.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 1000;

    public bool IsLoopback => Address == "localhost" || (IPAddress.TryParse(Address, out IPAddress? ip) && IPAddress.IsLoopback(ip));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is not ("localhost" or "any") && !IPAddress.TryParse(Address, out _))
        {
            yield return new ValidationResult($"'{Address}' is not \"localhost\", \"any\" or an IP address.", [nameof(Address)]);
        }
        else if (!Tls && !IsLoopback)
        {
            yield return new ValidationResult("plain HTTP is served on loopback only, because it would show patients' data and passwords to the network; add --tls, or keep the address \"localhost\".", [nameof(Address)]);
        }

        if (TlsKey is not null && TlsCertificate is null)
        {
            yield return new ValidationResult("a key needs its certificate: set http.tlsCertificate too.", [nameof(TlsKey)]);
        }

        foreach ((string name, string? file) in new[] { (nameof(TlsCertificate), TlsCertificate), (nameof(TlsKey), TlsKey) })
        {
            if (file is not null && !File.Exists(file))
            {
                yield return new ValidationResult($"there is no file '{file}'.", [name]);
            }
        }
    }
}
