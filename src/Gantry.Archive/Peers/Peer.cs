using Gantry.Dicom;

namespace Gantry.Archive.Peers;

/// <summary>An application entity that we exchange with: how it is reached, what it may ask of us and how it likes its answers.</summary>
public sealed record Peer
{
    /// <summary>What people call it; one of its kind, without regard to case. 1 to 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Its AE title, one of its kind: it is known by it when it calls, and named by it as a move destination.</summary>
    public required AeTitle AeTitle { get; init; }

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>It is called with TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>SHA-256 of the certificate that it must show when it calls, as 64 hexadecimal digits; null where none is asked for.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>It may call from any address rather than from that of <see cref="Host"/> alone (behind address translation, or with several addresses).</summary>
    public bool AnyAddress { get; init; }

    /// <summary>The Specific Character Set (0008,0005) that answers to it are written in, values apart by backslash; null takes that of its question.</summary>
    public string? CharacterSet { get; init; }

    /// <summary>UIDs of the transfer syntaxes in which it likes to get instances, best first; empty takes each as it is stored.</summary>
    public IReadOnlyList<string> TransferSyntaxes { get; init; } = [];

    public PeerRights Rights { get; init; } = PeerRights.All;

    /// <summary>Names of the views that it sees; empty for the whole archive.</summary>
    public IReadOnlyList<string> Views { get; init; } = [];

    /// <summary>It may not call and is not called.</summary>
    public bool IsDisabled { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }
}
