using Gantry.Archive.Peers;
using Gantry.Network.Dimse;
using Gantry.Network.Requesting;
using Gantry.Network.Services;
using Gantry.Server.Dimse.Sending;

namespace Gantry.Server.Dimse.Retrieve;

/// <summary>Opens the target of a retrieval, or says why there is none.</summary>
internal sealed class RetrieveTargets(PeerRegistry peers, PeerAssociations associations, OutgoingDatasets datasets)
{
    public (IInstanceTarget? Target, ushort Status, string Comment) Open(ServedOperation operation)
    {
        if (operation.Request.Field == CommandField.CGetRequest)
        {
            return (new SameAssociationTarget(operation.Association, datasets), DimseStatus.Success, "");
        }

        string destination = operation.Request.MoveDestination!.Trim();
        return peers.FindByAeTitle(destination) switch
        {
            null => (null, RetrieveStatus.DestinationUnknown, $"The move destination {destination} is not a registered peer"),
            { IsDisabled: true } => (null, RetrieveStatus.DestinationUnknown, $"The move destination {destination} is disabled"),
            { } peer => (new PeerTarget(peer, associations, datasets, new MoveOriginator(operation.Association.PeerAe, operation.Request.MessageId!.Value)), DimseStatus.Success, ""),
        };
    }
}
