namespace Gantry.Network.Pdu;

/// <summary>A proposed presentation context (PS3.8 9.3.2.2).</summary>
/// <param name="Id">Odd, 1 to 255.</param>
/// <param name="AbstractSyntax">A SOP Class UID.</param>
/// <param name="TransferSyntaxes">At least one UID, in the requestor's order.</param>
public sealed record PresentationContextProposal(byte Id, string AbstractSyntax, IReadOnlyList<string> TransferSyntaxes);
