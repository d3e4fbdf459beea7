using Gantry.Network.Pdu;
using Gantry.Network.Services;
using Gantry.Network.Services.Storage;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Acceptance;

/// <summary>What every association that an application entity accepts has in common.</summary>
public sealed record AcceptorSettings
{
    public required IStorageScp Storage { get; init; }

    /// <summary>The other services; the first that performs a request does it.</summary>
    public IReadOnlyList<IServiceScp> Services { get; init; } = [];

    /// <summary>The longest data set of a request to one of <see cref="Services"/>, in bytes: it is held in memory. Longer ones are refused.</summary>
    public int MaxRequestBytes { get; init; } = 8 * 1024 * 1024;

    public required NegotiationPolicy Negotiation { get; init; }
    public AssociationLimits Limits { get; init; } = new();

    /// <summary>From the wish to stop until an association that has not ended by itself is aborted.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(10);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
