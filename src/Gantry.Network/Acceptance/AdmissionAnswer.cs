using Gantry.Network.Dimse;
using Gantry.Network.Pdu;

namespace Gantry.Network.Acceptance;

/// <summary>Whether a requestor may associate and what it may then ask for.</summary>
public sealed record AdmissionAnswer
{
    /// <summary>Admitted, to everything.</summary>
    public static readonly AdmissionAnswer Unlimited = new();

    /// <summary>Null where it is admitted.</summary>
    public AssociateReject? Reject { get; init; }

    /// <summary>Whether it may invoke an operation on a SOP class; where not, the answer is 0124H, not authorized. C-ECHO is never asked for.</summary>
    public Func<CommandField, string, bool> Permits { get; init; } = static (_, _) => true;

    /// <summary>What to answer a user identity with whose positive response was requested (PS3.7 D.3.3.7.2).</summary>
    public ReadOnlyMemory<byte>? UserIdentityResponse { get; init; }

    public static AdmissionAnswer Rejected(AssociateReject reject) => new() { Reject = reject };
}
