namespace Gantry.Network.Pdu;

/// <summary>A-ASSOCIATE-AC (PS3.8 9.3.3).</summary>
public sealed record AssociateAccept(IReadOnlyList<PresentationContextResult> Contexts, UserInformation User)
{
    /// <summary>The one application context that DICOM registers (PS3.7 A.2.1).</summary>
    public const string DicomApplicationContext = "1.2.840.10008.3.1.1.1";

    public ushort ProtocolVersion { get; init; } = 1;
    public string ApplicationContext { get; init; } = DicomApplicationContext;

    /// <summary>Bytes 11 to 74, the same as in the request; not to be tested by who receives them.</summary>
    public ReadOnlyMemory<byte> AddressFields { get; init; }
}
