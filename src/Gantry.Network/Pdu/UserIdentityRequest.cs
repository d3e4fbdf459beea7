namespace Gantry.Network.Pdu;

/// <summary>User identity sub-item 58H of a request (PS3.7 D.3.3.7.1): 1 user name, 2 user name and passcode, 3 Kerberos, 4 SAML, 5 JSON Web Token. Holds secrets: never logged.</summary>
public sealed record UserIdentityRequest(byte Type, bool PositiveResponseRequested, ReadOnlyMemory<byte> Primary, ReadOnlyMemory<byte> Secondary)
{
    public override string ToString() => $"user identity of type {Type}";
}
