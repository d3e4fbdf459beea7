using Gantry.Network.Dimse;
using Gantry.Network.Services;
using Gantry.Server.Dimse.Sending;

namespace Gantry.Server.Dimse.Retrieve;

/// <summary>Opens the target of a retrieval, or says why there is none.</summary>
internal sealed class RetrieveTargets(OutgoingDatasets datasets)
{
    public (IInstanceTarget? Target, ushort Status, string Comment) Open(ServedOperation operation) =>
        operation.Request.Field == CommandField.CGetRequest
            ? (new SameAssociationTarget(operation.Association, datasets), DimseStatus.Success, "")
            : (null, RetrieveStatus.DestinationUnknown, $"The move destination {operation.Request.MoveDestination} is not known here");
}
