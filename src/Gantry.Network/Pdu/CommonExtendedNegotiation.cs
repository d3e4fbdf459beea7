namespace Gantry.Network.Pdu;

/// <summary>SOP class common extended negotiation sub-item 57H (PS3.7 D.3.3.6): which service class a SOP class belongs to and whose specialisation it is. Only in requests.</summary>
public sealed record CommonExtendedNegotiation(string SopClassUid, string ServiceClassUid, IReadOnlyList<string> RelatedGeneralSopClassUids);
