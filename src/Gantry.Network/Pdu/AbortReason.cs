namespace Gantry.Network.Pdu;

/// <summary>Why the service provider aborted (PS3.8 table 9-26); not significant where the service user did.</summary>
public enum AbortReason : byte
{
    NotSpecified = 0,
    UnrecognizedPdu = 1,
    UnexpectedPdu = 2,
    UnrecognizedParameter = 4,
    UnexpectedParameter = 5,
    InvalidParameterValue = 6,
}
