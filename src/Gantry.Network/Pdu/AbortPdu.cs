namespace Gantry.Network.Pdu;

/// <summary>A-ABORT (PS3.8 9.3.8). Source and reason are kept as received, also where the standard reserves the value.</summary>
public readonly record struct AbortPdu(AbortSource Source, AbortReason Reason);
