using System.Net;

namespace Gantry.Settings;

/// <summary>The listener for the workstation and DICOMweb.</summary>
public sealed record HttpOptions
{
    /// <summary>TCP port; 0 takes any free one and prints it. Default 8080.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>"localhost", "any", or the IP address to listen on. Everything but localhost needs TLS. Default localhost.</summary>
    public string Address { get; init; } = "localhost";

    /// <summary>Serve HTTPS, with the given certificate or with a self-made one that is kept in the data folder. Default false.</summary>
    public bool Tls { get; init; }

    /// <summary>Certificate chain in PEM, or a PKCS#12 file without password. Default none: a self-made one.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>Private key in PEM, unless it is in the certificate's file. Default none.</summary>
    public string? TlsKey { get; init; }

    /// <summary>Host names that requests may ask for, beside the machine's own loopback names; "*" takes every name. With TLS and none given every name is taken. Default none.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Connections at once, 1 to 100000. Default 1000.</summary>
    public int MaxConnections { get; init; } = 1000;

    public bool IsLoopback => Address == "localhost" || (IPAddress.TryParse(Address, out IPAddress? ip) && IPAddress.IsLoopback(ip));

    /// <summary>What is wrong, one line each; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        if (Port is < 0 or > 65535)
        {
            faults.Add($"Port is {Port}, it must be 0 to 65535.");
        }

        if (MaxConnections is < 1 or > 100_000)
        {
            faults.Add($"MaxConnections is {MaxConnections}, it must be 1 to 100000.");
        }

        if (Address is not ("localhost" or "any") && !IPAddress.TryParse(Address, out _))
        {
            faults.Add($"Address '{Address}' is not \"localhost\", \"any\" or an IP address.");
        }
        else if (!Tls && !IsLoopback)
        {
            faults.Add("Address: plain HTTP is served on loopback only, because it would show patients' data and passwords to the network; add --tls, or keep the address \"localhost\".");
        }

        if (TlsKey is not null && TlsCertificate is null)
        {
            faults.Add("TlsKey needs its certificate: set http.tlsCertificate too.");
        }

        faults.AddRange(new[] { (Name: nameof(TlsCertificate), File: TlsCertificate), (Name: nameof(TlsKey), File: TlsKey) }
            .Where(f => f.File is not null && !File.Exists(f.File))
            .Select(f => $"{f.Name}: there is no file '{f.File}'."));
        return faults;
    }
}
