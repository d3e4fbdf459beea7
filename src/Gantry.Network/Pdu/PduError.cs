namespace Gantry.Network.Pdu;

/// <summary>A malformed PDU as a value.</summary>
/// <param name="Reason">What the A-ABORT that answers it says.</param>
/// <param name="Offset">Where in the PDU, counted from its first byte.</param>
/// <param name="Detail">What was wrong, for the log; never data of a patient.</param>
public sealed record PduError(AbortReason Reason, long Offset, string Detail);
