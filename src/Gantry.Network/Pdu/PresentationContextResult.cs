namespace Gantry.Network.Pdu;

/// <summary>The acceptor's answer for one presentation context (PS3.8 9.3.3.2).</summary>
/// <param name="Id">That of the proposal.</param>
/// <param name="Result">Acceptance or why not.</param>
/// <param name="TransferSyntax">The one accepted; not significant otherwise.</param>
public sealed record PresentationContextResult(byte Id, ContextResult Result, string TransferSyntax);
