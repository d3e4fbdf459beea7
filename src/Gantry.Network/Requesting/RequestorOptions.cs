using System.Security.Cryptography.X509Certificates;
using Gantry.Dicom;
using Gantry.Network.Pdu;
using Gantry.Network.Services;
using Gantry.Network.Services.Storage;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Requesting;

/// <summary>How to ask a peer for an association.</summary>
public sealed record RequestorOptions
{
    public required AeTitle CalledAe { get; init; }
    public required AeTitle CallingAe { get; init; }

    /// <summary>Operations to have outstanding where the peer agrees, 1 to 65535; 1 does not negotiate a window.</summary>
    public ushort Operations { get; init; } = 1;

    /// <summary>Performs C-STOREs that the peer invokes on the association (C-GET); null refuses them.</summary>
    public IStorageScp? Storage { get; init; }

    /// <summary>Perform other operations that the peer invokes (N-EVENT-REPORT).</summary>
    public IReadOnlyList<IServiceScp> Services { get; init; } = [];

    /// <summary>SOP class extended negotiation to propose.</summary>
    public IReadOnlyList<ExtendedNegotiation> Extended { get; init; } = [];

    /// <summary>The longest data set of a response or of a request to <see cref="Services"/> that is taken, in bytes; it is held in memory.</summary>
    public int MaxDatasetBytes { get; init; } = 8 * 1024 * 1024;

    public AssociationLimits Limits { get; init; } = new();
    public IReadOnlyList<RoleSelection> Roles { get; init; } = [];
    public UserIdentityRequest? UserIdentity { get; init; }

    /// <summary>TLS 1.2 or 1.3 rather than plain TCP.</summary>
    public bool Tls { get; init; }

    /// <summary>Authorities to trust instead of the system's.</summary>
    public X509Certificate2Collection? TlsAuthorities { get; init; }

    /// <summary>Why a chain of certificates that is trusted is refused all the same, as one that was revoked; null where it holds. Default null: nothing more is asked.</summary>
    public Func<X509Chain, string?>? FindTlsFault { get; init; }

    /// <summary>Our own certificate with its key, for peers that ask for one.</summary>
    public X509Certificate2? TlsCertificate { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
