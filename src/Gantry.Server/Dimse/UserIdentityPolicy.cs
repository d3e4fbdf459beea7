namespace Gantry.Server.Dimse;

/// <summary>What becomes of the user identity of an association request (PS3.7 D.3.3.7).</summary>
public enum UserIdentityPolicy
{
    /// <summary>Read and passed over.</summary>
    Ignore,

    /// <summary>Where one comes, it must hold; the user's rights narrow the peer's.</summary>
    Check,

    /// <summary>One must come and hold.</summary>
    Require,
}
