namespace Gantry.Network.Pdu;

/// <summary>Asynchronous operations window sub-item 53H (PS3.7 D.3.3.3): how many operations may be outstanding; 0 is unlimited.</summary>
public sealed record AsyncOperationsWindow(ushort MaxInvoked, ushort MaxPerformed);
