using System.Collections.Frozen;
using static Gantry.Network.UpperLayer.AssociationAction;
using static Gantry.Network.UpperLayer.AssociationEffects;

namespace Gantry.Network.UpperLayer;

/// <summary>PS3.8 table 9-10 and the actions of tables 9-6 to 9-9, as data.</summary>
internal static class TransitionTable
{
    private const AssociationAction None = AssociationAction.None;

    // Rows: events in the order of AssociationEvent. Columns: Sta1 to Sta13.
    private static readonly AssociationAction[,] Cells =
    {
        //Sta1  2     3     4     5     6     7     8     9     10    11    12    13
        { AE1, None, None, None, None, None, None, None, None, None, None, None, None },
        { None, None, None, AE2, None, None, None, None, None, None, None, None, None },
        { None, AA1, AA8, None, AE3, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA6 },
        { None, AA1, AA8, None, AE4, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA6 },
        { AE5, None, None, None, None, None, None, None, None, None, None, None, None },
        { None, AE6, AA8, None, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA7 },
        { None, None, AE7, None, None, None, None, None, None, None, None, None, None },
        { None, None, AE8, None, None, None, None, None, None, None, None, None, None },
        { None, None, None, None, None, DT1, None, AR7, None, None, None, None, None },
        { None, AA1, AA8, None, AA8, DT2, AR6, AA8, AA8, AA8, AA8, AA8, AA6 },
        { None, None, None, None, None, AR1, None, None, None, None, None, None, None },
        { None, AA1, AA8, None, AA8, AR2, AR8, AA8, AA8, AA8, AA8, AA8, AA6 },
        { None, AA1, AA8, None, AA8, AA8, AR3, AA8, AA8, AR10, AR3, AA8, AA6 },
        { None, None, None, None, None, None, None, AR4, AR9, None, None, AR4, None },
        { None, None, AA1, AA2, AA1, AA1, AA1, AA1, AA1, AA1, AA1, AA1, None },
        { None, AA2, AA3, None, AA3, AA3, AA3, AA3, AA3, AA3, AA3, AA3, AA2 },
        { None, AA5, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AR5 },
        { None, AA2, None, None, None, None, None, None, None, None, None, None, AA2 },
        { None, AA1, AA8, None, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA7 },
    };

    // AE-6 and AR-8 branch: what stands here is AE-6 when the request is acceptable and AR-8 at the requestor.
    private static readonly FrozenDictionary<AssociationAction, (AssociationEffects Effects, int Next)> Actions = new Dictionary<AssociationAction, (AssociationEffects, int)>
    {
        [AE1] = (ConnectTransport, 4),
        [AE2] = (SendAssociateRequest, 5),
        [AE3] = (ConfirmAssociate, 6),
        [AE4] = (ConfirmAssociate | CloseTransport, 1),
        [AE5] = (StartArtim, 2),
        [AE6] = (StopArtim | IndicateAssociate, 3),
        [AE7] = (SendAccept, 6),
        [AE8] = (SendReject | StartArtim, 13),
        [DT1] = (SendData, 6),
        [DT2] = (IndicateData, 6),
        [AR1] = (SendReleaseRequest, 7),
        [AR2] = (IndicateRelease, 8),
        [AR3] = (ConfirmRelease | CloseTransport, 1),
        [AR4] = (SendReleaseResponse | StartArtim, 13),
        [AR5] = (StopArtim, 1),
        [AR6] = (IndicateData, 7),
        [AR7] = (SendData, 8),
        [AR8] = (IndicateRelease, 9),
        [AR9] = (SendReleaseResponse, 11),
        [AR10] = (ConfirmRelease, 12),
        [AA1] = (SendUserAbort | StartArtim, 13),
        [AA2] = (StopArtim | CloseTransport, 1),
        [AA3] = (IndicateAbort | CloseTransport, 1),
        [AA4] = (IndicateProviderAbort, 1),
        [AA5] = (StopArtim, 1),
        [AA6] = (AssociationEffects.None, 13),
        [AA7] = (SendProviderAbort, 13),
        [AA8] = (SendProviderAbort | IndicateProviderAbort | StartArtim, 13),
    }.ToFrozenDictionary();

    public static AssociationAction Find(AssociationState state, AssociationEvent e) => Cells[(int)e, (int)state - 1];

    public static (AssociationEffects Effects, AssociationState Next) Describe(AssociationAction action)
    {
        (AssociationEffects effects, int next) = Actions[action];
        return (effects, (AssociationState)next);
    }
}
