namespace Gantry.Network.UpperLayer;

/// <summary>One step of the machine. Where <see cref="Action"/> is <see cref="AssociationAction.None"/> the event cannot occur in that state and nothing changed.</summary>
public readonly record struct AssociationTransition(AssociationAction Action, AssociationEffects Effects, AssociationState From, AssociationState To)
{
    public bool IsDefined => Action != AssociationAction.None;

    public bool Has(AssociationEffects effect) => (Effects & effect) != 0;
}
