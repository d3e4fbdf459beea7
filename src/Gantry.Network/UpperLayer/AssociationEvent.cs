namespace Gantry.Network.UpperLayer;

/// <summary>The events of PS3.8 table 9-10, in its order. "Local" are request and response primitives of the service user.</summary>
public enum AssociationEvent
{
    LocalAssociateRequest,
    TransportConfirmed,
    AssociateAcceptReceived,
    AssociateRejectReceived,
    TransportIndicated,
    AssociateRequestReceived,
    LocalAccept,
    LocalReject,
    LocalData,
    DataReceived,
    LocalReleaseRequest,
    ReleaseRequestReceived,
    ReleaseResponseReceived,
    LocalReleaseResponse,
    LocalAbort,
    AbortReceived,
    TransportClosed,
    ArtimExpired,
    InvalidPduReceived,
}
