using Gantry.Archive.Changes;
using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Archive.Retrieve;
using Gantry.Archive.Rules;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Routing;

/// <summary>What all rules work with.</summary>
public sealed record RoutingParts(
    IRuleStore<Route, RouteState> Store, IChangeFeed Feed, IInstanceCatalog Catalog, HeaderReader Headers, PeerRegistry Peers, IReadOnlyList<IForwardTargets> Targets, IRouteTasks Tasks,
    JobOptions Options, TimeProvider Time, ILogger Logger)
{
    /// <summary>Whose turn it is at destinations that several rules send to.</summary>
    internal DestinationTurns Turns { get; } = new();

    /// <summary>The AE title of the rule's destination: what it sent is not sent back to it.</summary>
    internal string? TitleOf(Route route) => route.Peer is { } peer ? Peers.Find(peer)?.AeTitle.Value : null;
}
