namespace Gantry.Network.Pdu;

/// <summary>The user information item 50H (PS3.8 9.3.2.3, PS3.7 D.3.3). Sub-items that are not known are skipped, as PS3.8 9.3.1 asks.</summary>
public sealed record UserInformation
{
    /// <summary>The longest P-DATA-TF variable field, in bytes, that the sender of this item takes; 0 is unlimited (PS3.8 D.1).</summary>
    public uint MaxPduBytes { get; init; }

    public string ImplementationClassUid { get; init; } = "";
    public string ImplementationVersionName { get; init; } = "";

    /// <summary>Null where it was not negotiated, which means one operation at a time.</summary>
    public AsyncOperationsWindow? AsyncOperations { get; init; }

    public IReadOnlyList<RoleSelection> Roles { get; init; } = [];
    public IReadOnlyList<ExtendedNegotiation> Extended { get; init; } = [];
    public IReadOnlyList<CommonExtendedNegotiation> CommonExtended { get; init; } = [];
    public UserIdentityRequest? UserIdentity { get; init; }

    /// <summary>The server response of sub-item 59H (PS3.7 D.3.3.7.2), only in an accept that was asked for one.</summary>
    public ReadOnlyMemory<byte>? UserIdentityResponse { get; init; }
}
