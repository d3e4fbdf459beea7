using Gantry.Network.Pdu;
using Gantry.Network.Services.Storage;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Acceptance;

/// <summary>What every association that an application entity accepts has in common.</summary>
public sealed record AcceptorSettings
{
    public required IStorageScp Storage { get; init; }
    public required NegotiationPolicy Negotiation { get; init; }
    public AssociationLimits Limits { get; init; } = new();

    /// <summary>From the wish to stop until an association that has not ended by itself is aborted.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(10);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
