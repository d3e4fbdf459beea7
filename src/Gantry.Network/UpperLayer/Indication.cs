using Gantry.Network.Pdu;

namespace Gantry.Network.UpperLayer;

/// <summary>What the upper layer tells its user (PS3.8 7).</summary>
/// <param name="Kind">Which primitive.</param>
/// <param name="Fragment">For <see cref="IndicationKind.Data"/>: borrowed until the next receive.</param>
/// <param name="Pdu">For <see cref="IndicationKind.Associate"/>, <see cref="IndicationKind.Accepted"/> and <see cref="IndicationKind.Rejected"/>: the PDU.</param>
/// <param name="Abort">For the aborts: source and reason.</param>
/// <param name="Detail">For <see cref="IndicationKind.ProviderAborted"/>: what happened, for the log.</param>
public readonly record struct Indication(IndicationKind Kind, PdvFragment Fragment = default, object? Pdu = null, AbortPdu Abort = default, string? Detail = null)
{
    /// <summary>For <see cref="IndicationKind.ProviderAborted"/>: the transport connection broke.</summary>
    public bool IsTransportLoss { get; init; }

    /// <summary>For <see cref="IndicationKind.ProviderAborted"/>: the peer's provider sent the A-ABORT.</summary>
    public bool IsByPeer { get; init; }
}
