namespace Gantry.Server.DicomWeb.Store;

/// <summary>A part with bulk data (PS3.18 8.6.1.2): one value, or one frame of it.</summary>
/// <param name="MediaType">Of its Content-Type; application/octet-stream where it says none.</param>
/// <param name="TransferSyntaxUid">The parameter transfer-syntax of its Content-Type; null where it says none.</param>
/// <param name="Range">Its body.</param>
internal sealed record BulkPart(string MediaType, string? TransferSyntaxUid, BulkRange Range);
