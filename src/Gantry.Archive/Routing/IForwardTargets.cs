namespace Gantry.Archive.Routing;

/// <summary>Opens destinations of one kind.</summary>
public interface IForwardTargets
{
    /// <summary>Null where the rule's destination is not of this kind; otherwise the target, or why there is none.</summary>
    (IForwardTarget? Target, string Reason)? Open(Route route);
}
