namespace Gantry.Server.Dimse;

/// <summary>TLS 1.2 and 1.3 on the DICOM port (PS3.15 B.9 to B.12).</summary>
public sealed record DimseTlsOptions
{
    /// <summary>PEM file with the certificate and its chain. Required.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>PEM file with the private key. Required.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>PEM file with the authorities that sign clients' certificates. Default null: clients are not asked for one.</summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>
    /// PEM or DER file with certificate revocation lists, read again when it changes. With one, each authority of a client's certificate must have a list there that is in its time.
    /// Default null: revocation is not checked.
    /// </summary>
    public string? RevocationListFile { get; init; }

    /// <summary>Where clients are asked, those without a certificate are admitted too, but for peers that are bound to theirs. Default false.</summary>
    public bool ClientCertificateIsOptional { get; init; }

    /// <summary>Bcp195 (PS3.15 B.12) or Bcp195Extended (B.11: 256-bit ciphers only). Default Bcp195.</summary>
    public TlsProfile Profile { get; init; }
}
