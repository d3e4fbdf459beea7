namespace Gantry.Server.Peers;

/// <summary>How peers are called.</summary>
public sealed record PeerOptions
{
    /// <summary>PEM file with the authorities that sign the certificates of peers called with TLS. Default null: those that the system trusts.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>
    /// PEM or DER file with certificate revocation lists, read again when it changes. With one, each authority of a peer's certificate must have a list there that is in its time.
    /// Default null: revocation is not checked.
    /// </summary>
    public string? RevocationListFile { get; init; }

    /// <summary>PEM file with our own certificate, for peers that ask for one. Default null: none is shown.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with its private key. Default null.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Seconds until a peer that does not connect or answer an association request is given up, 1 to 600. Default 15.</summary>
    public int ConnectSeconds { get; init; } = 15;

    /// <summary>What is wrong, one line each; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        if (ConnectSeconds is < 1 or > 600)
        {
            faults.Add($"ConnectSeconds is {ConnectSeconds}, it must be 1 to 600.");
        }

        if ((CertificateFile is null) != (KeyFile is null))
        {
            faults.Add("CertificateFile and KeyFile go together.");
        }

        faults.AddRange(new[] { AuthorityFile, RevocationListFile, CertificateFile, KeyFile }.Where(f => f is not null && !File.Exists(f)).Select(f => $"'{f}' is not there."));
        return faults;
    }
}
