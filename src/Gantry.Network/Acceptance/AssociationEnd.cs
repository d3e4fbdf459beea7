namespace Gantry.Network.Acceptance;

/// <summary>How an association came to its end.</summary>
public enum AssociationEnd
{
    /// <summary>The connection went before any association was there.</summary>
    NeverRequested,
    Rejected,
    Released,
    AbortedByPeer,
    AbortedByUs,
    ConnectionLost,
    Idle,
    Drained,
}
