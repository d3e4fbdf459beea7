namespace Gantry.Archive.Views;

/// <summary>What became of a change of the views.</summary>
public abstract record ViewOutcome
{
    private ViewOutcome() { }

    /// <param name="View">As it is now; after a removal, as it was.</param>
    public sealed record Done(ArchiveView View) : ViewOutcome;

    public sealed record Unknown : ViewOutcome;

    /// <summary>A peer has it: without it, that peer would see less than somebody meant.</summary>
    public sealed record InUse(string Peer) : ViewOutcome;

    public sealed record Refused(string Reason) : ViewOutcome;
}
