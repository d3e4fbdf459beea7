namespace Gantry.Network.UpperLayer;

/// <summary>The upper layer protocol machine of PS3.8 9.2: events in, effects out, no I/O and no clock.</summary>
/// <param name="isRequestor">Which side of a release collision this is (AR-8).</param>
public sealed class AssociationMachine(bool isRequestor)
{
    public AssociationState State { get; private set; } = AssociationState.Idle;

    /// <summary>Takes one event.</summary>
    /// <param name="e">What happened.</param>
    /// <param name="acceptable">For AE-6: the service provider can accept the A-ASSOCIATE-RQ (its protocol version is ours).</param>
    public AssociationTransition Fire(AssociationEvent e, bool acceptable = true)
    {
        AssociationState from = State;
        AssociationAction action = TransitionTable.Find(from, e);
        if (action == AssociationAction.None)
        {
            return new AssociationTransition(action, AssociationEffects.None, from, from);
        }

        (AssociationEffects effects, AssociationState next) = TransitionTable.Describe(action);
        if (action == AssociationAction.AE6 && !acceptable)
        {
            effects = AssociationEffects.StopArtim | AssociationEffects.SendReject | AssociationEffects.StartArtim;
            next = AssociationState.AwaitingClose;
        }
        else if (action == AssociationAction.AR8 && !isRequestor)
        {
            next = AssociationState.CollisionAcceptorPeer;
        }

        State = next;
        return new AssociationTransition(action, effects, from, next);
    }
}
