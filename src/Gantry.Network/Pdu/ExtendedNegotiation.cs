namespace Gantry.Network.Pdu;

/// <summary>SOP class extended negotiation sub-item 56H (PS3.7 D.3.3.5); the information's bytes are the service class's own.</summary>
public sealed record ExtendedNegotiation(string SopClassUid, ReadOnlyMemory<byte> Information);
