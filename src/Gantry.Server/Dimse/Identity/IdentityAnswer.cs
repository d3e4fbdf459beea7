using Gantry.Archive.Security;

namespace Gantry.Server.Dimse.Identity;

/// <summary>What a user identity amounted to.</summary>
/// <param name="User">Who it is; null where nobody was named or nothing is checked.</param>
/// <param name="Rights">What that user may at most; null for no narrowing.</param>
/// <param name="Refusal">Why the association is refused, for the log; null where it is not.</param>
internal sealed record IdentityAnswer(string? User = null, Rights? Rights = null, string? Refusal = null)
{
    public static IdentityAnswer Refused(string reason) => new(Refusal: reason);
}
