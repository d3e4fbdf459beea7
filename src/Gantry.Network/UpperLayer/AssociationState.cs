namespace Gantry.Network.UpperLayer;

/// <summary>The states of PS3.8 tables 9-1 to 9-5; the numbers are the standard's.</summary>
public enum AssociationState
{
    Idle = 1,

    /// <summary>Sta2: transport connection open, awaiting A-ASSOCIATE-RQ.</summary>
    AwaitingRequest = 2,

    /// <summary>Sta3: awaiting the local A-ASSOCIATE response primitive.</summary>
    AwaitingLocalResponse = 3,

    /// <summary>Sta4: awaiting the transport connection.</summary>
    AwaitingTransport = 4,

    /// <summary>Sta5: awaiting A-ASSOCIATE-AC or -RJ.</summary>
    AwaitingReply = 5,

    /// <summary>Sta6: established, ready for data transfer.</summary>
    Established = 6,

    /// <summary>Sta7: awaiting A-RELEASE-RP.</summary>
    AwaitingReleaseReply = 7,

    /// <summary>Sta8: awaiting the local A-RELEASE response primitive.</summary>
    AwaitingLocalRelease = 8,

    /// <summary>Sta9: release collision, requestor side, awaiting the local A-RELEASE response primitive.</summary>
    CollisionRequestorLocal = 9,

    /// <summary>Sta10: release collision, acceptor side, awaiting A-RELEASE-RP.</summary>
    CollisionAcceptorPeer = 10,

    /// <summary>Sta11: release collision, requestor side, awaiting A-RELEASE-RP.</summary>
    CollisionRequestorPeer = 11,

    /// <summary>Sta12: release collision, acceptor side, awaiting the local A-RELEASE response primitive.</summary>
    CollisionAcceptorLocal = 12,

    /// <summary>Sta13: awaiting the transport connection's close; the association no longer exists.</summary>
    AwaitingClose = 13,
}
