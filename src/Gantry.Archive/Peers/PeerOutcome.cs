namespace Gantry.Archive.Peers;

/// <summary>What became of a change in the registry.</summary>
public abstract record PeerOutcome
{
    private PeerOutcome() { }

    /// <param name="Peer">As it is now; after a removal, as it was.</param>
    public sealed record Done(Peer Peer) : PeerOutcome;

    /// <summary>Its name or its AE title is another peer's.</summary>
    public sealed record Taken(string Reason) : PeerOutcome;

    public sealed record Unknown : PeerOutcome;

    public sealed record Refused(string Reason) : PeerOutcome;
}
