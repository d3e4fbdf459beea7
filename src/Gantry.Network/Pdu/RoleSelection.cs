namespace Gantry.Network.Pdu;

/// <summary>SCP/SCU role selection sub-item 54H (PS3.7 D.3.3.4): in a request the roles that the requestor offers to play, in an accept those agreed.</summary>
public sealed record RoleSelection(string SopClassUid, bool Scu, bool Scp);
