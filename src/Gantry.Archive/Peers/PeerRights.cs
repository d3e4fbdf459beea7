namespace Gantry.Archive.Peers;

/// <summary>What a peer may ask of us; the numbers are stored.</summary>
[Flags]
public enum PeerRights
{
    None = 0,

    /// <summary>Bring instances in.</summary>
    Store = 1,

    /// <summary>Search.</summary>
    Query = 2,

    /// <summary>Have instances sent, to itself or to another peer.</summary>
    Retrieve = 4,

    All = Store | Query | Retrieve,
}
