namespace Gantry.Archive.Routing;

/// <summary>What became of an instance at a destination.</summary>
public enum ForwardOutcome
{
    Sent,

    /// <summary>It will not be taken, however often it is sent.</summary>
    Refused,

    /// <summary>The destination takes nothing at the moment.</summary>
    Unavailable,
}
