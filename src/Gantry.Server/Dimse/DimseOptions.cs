using System.Net;

namespace Gantry.Server.Dimse;

/// <summary>The DICOM port. Validated by <see cref="Validate"/> at the start.</summary>
public sealed record DimseOptions
{
    /// <summary>Our AE title: 1 to 16 printable ASCII characters. Default GANTRY.</summary>
    public string AeTitle { get; init; } = "GANTRY";

    /// <summary>TCP port, 0 to 65535; 0 lets the system choose. Default 11112.</summary>
    public int Port { get; init; } = 11112;

    /// <summary>"any", "localhost" or the IP address to listen on. Default any; who may associate is <see cref="AllowedPeers"/>' to say.</summary>
    public string Address { get; init; } = "any";

    /// <summary>Take any called AE title rather than <see cref="AeTitle"/> only. Default false.</summary>
    public bool AcceptAnyCalledAe { get; init; }

    /// <summary>
    /// Who may associate besides the registered peers, with all rights: <c>AE</c>, <c>AE@address</c>, <c>@address</c>; the address is an IP address or a
    /// CIDR network, and AE may be <c>*</c>. Default empty: see <see cref="AdmitLocalPrograms"/>.
    /// </summary>
    public IReadOnlyList<string> AllowedPeers { get; init; } = [];

    /// <summary>While <see cref="AllowedPeers"/> is empty, programs of this machine (loopback addresses) may associate under any AE title. Default true.</summary>
    public bool AdmitLocalPrograms { get; init; } = true;

    /// <summary>Associations at a time, 1 to 100000. Default 256.</summary>
    public int MaxAssociations { get; init; } = 256;

    /// <summary>Associations at a time from one address, 1 to 100000. Default 64.</summary>
    public int MaxAssociationsPerPeer { get; init; } = 64;

    /// <summary>Associations at a time that we open to one peer to send instances, 1 to 1000. Default 4.</summary>
    public int MaxAssociationsToPeer { get; init; } = 4;

    /// <summary>The maximum PDU length announced, in bytes: 0 (unlimited) or 4096 to 4194304. Default 262144.</summary>
    public int MaxPduBytes { get; init; } = 262_144;

    /// <summary>The asynchronous operations window granted to those that ask: operations outstanding on an association, 1 to 1024. Default 16.</summary>
    public int MaxOperations { get; init; } = 16;

    /// <summary>ARTIM timer in seconds, 1 to 600: for the whole A-ASSOCIATE-RQ to come, and for the peer to close after the end. Default 30.</summary>
    public int ArtimSeconds { get; init; } = 30;

    /// <summary>Seconds that an association may be idle, 1 to 86400. Default 600.</summary>
    public int IdleSeconds { get; init; } = 600;

    /// <summary>Seconds of waiting for one PDU once it has begun, or for the peer to take what is sent, 1 to 3600. Default 60.</summary>
    public int StallSeconds { get; init; } = 60;

    /// <summary>Seconds from the wish to stop until associations that have not ended are aborted, 0 to 3600. Default 10.</summary>
    public int DrainSeconds { get; init; } = 10;

    /// <summary>The most matches that one C-FIND is answered with, 1 to 10000000; past it the final status is A700H, out of resources. Default 50000.</summary>
    public int MaxFindMatches { get; init; } = 50_000;

    /// <summary>Refuse queries without the unique keys above their level (A900H) unless relational queries were negotiated (PS3.4 C.4.1.2.1). Default false.</summary>
    public bool RequireUniqueKeys { get; init; }

    /// <summary>
    /// Ignore, Check or Require the user identity of association requests (PS3.7 D.3.3.7): name and passcode of an account, or a JSON Web Token by
    /// <see cref="JwtKeyFile"/>. A user's rights narrow the peer's. Default Ignore.
    /// </summary>
    public UserIdentityPolicy UserIdentity { get; init; }

    /// <summary>PEM file with the public keys (RSA, P-256) that sign JSON Web Tokens. Default null: none is taken.</summary>
    public string? JwtKeyFile { get; init; }

    /// <summary>The issuer that a JSON Web Token must name. Default null: any.</summary>
    public string? JwtIssuer { get; init; }

    /// <summary>The audience that a JSON Web Token must name. Default null: any.</summary>
    public string? JwtAudience { get; init; }

    /// <summary>TLS; null is plain TCP. Default null.</summary>
    public DimseTlsOptions? Tls { get; init; }

    /// <summary>
    /// Addresses or CIDR networks of load balancers that must lead each connection with a PROXY protocol header (version 1 or 2); from other
    /// addresses none is read. Default empty.
    /// </summary>
    public IReadOnlyList<string> ProxyProtocolFrom { get; init; } = [];

    /// <summary>What is wrong, one line each; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        if (!Gantry.Dicom.AeTitle.TryParse(AeTitle, out _))
        {
            faults.Add($"AeTitle '{AeTitle}' is not an AE title of 1 to 16 characters.");
        }

        if (Address is not ("any" or "localhost") && !IPAddress.TryParse(Address, out _))
        {
            faults.Add($"Address '{Address}' is not \"any\", \"localhost\" or an IP address.");
        }

        Range(faults, nameof(Port), Port, 0, 65_535);
        Range(faults, nameof(MaxAssociations), MaxAssociations, 1, 100_000);
        Range(faults, nameof(MaxAssociationsPerPeer), MaxAssociationsPerPeer, 1, 100_000);
        Range(faults, nameof(MaxAssociationsToPeer), MaxAssociationsToPeer, 1, 1000);
        if (MaxPduBytes != 0)
        {
            Range(faults, nameof(MaxPduBytes), MaxPduBytes, 4096, 4_194_304);
        }

        Range(faults, nameof(MaxOperations), MaxOperations, 1, 1024);
        Range(faults, nameof(ArtimSeconds), ArtimSeconds, 1, 600);
        Range(faults, nameof(IdleSeconds), IdleSeconds, 1, 86_400);
        Range(faults, nameof(StallSeconds), StallSeconds, 1, 3600);
        if (JwtKeyFile is not null && !File.Exists(JwtKeyFile))
        {
            faults.Add($"JwtKeyFile '{JwtKeyFile}' is not there.");
        }

        if (Tls?.RevocationListFile is { } lists && (Tls.ClientAuthorityFile is null || !File.Exists(lists)))
        {
            faults.Add(Tls.ClientAuthorityFile is null ? "Tls.RevocationListFile is about clients' certificates: it needs Tls.ClientAuthorityFile." : $"Tls.RevocationListFile '{lists}' is not there.");
        }

        Range(faults, nameof(MaxFindMatches), MaxFindMatches, 1, 10_000_000);
        Range(faults, nameof(DrainSeconds), DrainSeconds, 0, 3600);
        faults.AddRange(AllowedPeers.Where(p => !PeerRule.TryParse(p, out _)).Select(p => $"AllowedPeers: '{p}' is not AE, AE@address or @address."));
        faults.AddRange(ProxyProtocolFrom.Where(p => !AddressRange.TryParse(p, out _)).Select(p => $"ProxyProtocolFrom: '{p}' is not an address or a network."));
        return faults;
    }

    private static void Range(List<string> faults, string name, int value, int min, int max)
    {
        if (value < min || value > max)
        {
            faults.Add($"{name} is {value}, it must be {min} to {max}.");
        }
    }
}
