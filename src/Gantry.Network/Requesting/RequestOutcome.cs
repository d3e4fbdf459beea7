using Gantry.Network.Pdu;

namespace Gantry.Network.Requesting;

/// <summary>What became of an A-ASSOCIATE-RQ.</summary>
public abstract record RequestOutcome
{
    private RequestOutcome() { }

    public sealed record Accepted(RequestedAssociation Association) : RequestOutcome;

    public sealed record Rejected(AssociateReject Reject) : RequestOutcome;

    /// <summary>Aborted or cut before an answer.</summary>
    public sealed record Failed(string Detail) : RequestOutcome;
}
