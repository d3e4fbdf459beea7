namespace Gantry.Server.Dimse;

/// <summary>TLS 1.2 and 1.3 on the DICOM port (PS3.15 B.9 to B.12).</summary>
public sealed record DimseTlsOptions
{
    /// <summary>PEM file with the certificate and its chain. Required.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>PEM file with the private key. Required.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>PEM file with the authorities that sign clients' certificates. Default null: clients are not asked for one; given, each must have one.</summary>
    public string? ClientAuthorityFile { get; init; }
}
