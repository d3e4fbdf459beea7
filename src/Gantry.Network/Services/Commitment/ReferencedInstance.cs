namespace Gantry.Network.Services.Commitment;

/// <summary>An instance that a commitment speaks of.</summary>
/// <param name="SopClassUid">Referenced SOP Class UID (0008,1150).</param>
/// <param name="SopInstanceUid">Referenced SOP Instance UID (0008,1155).</param>
/// <param name="FailureReason">Failure Reason (0008,1197); 0 for none.</param>
public sealed record ReferencedInstance(string SopClassUid, string SopInstanceUid, ushort FailureReason = 0);
