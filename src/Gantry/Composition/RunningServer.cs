namespace Gantry.Composition;

/// <summary>How the server on a data folder is reached from this machine.</summary>
/// <param name="ProcessId">The server's process.</param>
/// <param name="Workstation">Base address, as in "http://localhost:8080/".</param>
/// <param name="DicomPort">Port of the DICOM listener.</param>
/// <param name="AeTitle">The archive's AE title.</param>
/// <param name="CertificateHash">SHA-256 of the server's certificate in hexadecimal; null without TLS.</param>
public sealed record RunningServer(int ProcessId, string Workstation, int DicomPort, string AeTitle, string? CertificateHash = null);
