namespace Gantry.Network.Services.Storage;

/// <summary>The answer to a C-STORE-RQ.</summary>
/// <param name="Status">PS3.4 B.2.3.</param>
/// <param name="Comment">Error Comment (0000,0902); cut at 64 characters.</param>
public readonly record struct StoreResult(ushort Status, string? Comment = null);
