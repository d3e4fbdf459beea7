namespace Gantry.Network.UpperLayer;

/// <summary>What an action does (PS3.8 tables 9-6 to 9-9), for the pump to carry out.</summary>
[Flags]
public enum AssociationEffects
{
    None = 0,
    ConnectTransport = 1 << 0,
    SendAssociateRequest = 1 << 1,
    SendAccept = 1 << 2,
    SendReject = 1 << 3,
    SendData = 1 << 4,
    SendReleaseRequest = 1 << 5,
    SendReleaseResponse = 1 << 6,

    /// <summary>A-ABORT with the service user as source.</summary>
    SendUserAbort = 1 << 7,

    /// <summary>A-ABORT with the service provider as source, and the reason that the event has.</summary>
    SendProviderAbort = 1 << 8,

    IndicateAssociate = 1 << 9,
    ConfirmAssociate = 1 << 10,
    IndicateData = 1 << 11,
    IndicateRelease = 1 << 12,
    ConfirmRelease = 1 << 13,
    IndicateAbort = 1 << 14,
    IndicateProviderAbort = 1 << 15,

    /// <summary>Starts the ARTIM timer, or starts it again.</summary>
    StartArtim = 1 << 16,

    StopArtim = 1 << 17,
    CloseTransport = 1 << 18,
}
