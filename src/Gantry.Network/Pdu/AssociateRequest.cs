namespace Gantry.Network.Pdu;

/// <summary>A-ASSOCIATE-RQ (PS3.8 9.3.2). AE titles are as received without the spaces at the ends, whatever characters a peer sent.</summary>
public sealed record AssociateRequest(string CalledAe, string CallingAe, IReadOnlyList<PresentationContextProposal> Contexts, UserInformation User)
{
    /// <summary>Bit 0 is version 1, the only one there is.</summary>
    public ushort ProtocolVersion { get; init; } = 1;

    public string ApplicationContext { get; init; } = AssociateAccept.DicomApplicationContext;

    /// <summary>Bytes 11 to 74 as received; an accept repeats them.</summary>
    public ReadOnlyMemory<byte> AddressFields { get; init; }
}
