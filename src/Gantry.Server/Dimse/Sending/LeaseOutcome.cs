namespace Gantry.Server.Dimse.Sending;

/// <summary>An association to send on, or why there is none.</summary>
internal abstract record LeaseOutcome
{
    private LeaseOutcome() { }

    public sealed record Open(PeerLease Lease) : LeaseOutcome;

    /// <param name="Reason">In words for a person.</param>
    public sealed record None(string Reason) : LeaseOutcome;
}
