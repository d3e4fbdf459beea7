using Gantry.Network.Dimse;

namespace Gantry.Network.Services.QueryRetrieve;

/// <summary>How a retrieval at a peer stands or ended.</summary>
/// <param name="Status">The last response's status; null where the association ended before the final one.</param>
/// <param name="Comment">Its Error Comment.</param>
public sealed record RetrieveResult(ushort? Status, string? Comment, int Remaining, int Completed, int Failed, int Warnings)
{
    public bool IsSuccess => Status == DimseStatus.Success;

    /// <summary>Some came, some did not, or with warnings (B000H).</summary>
    public bool IsPartial => Status is { } status && (status & 0xF000) == 0xB000;

    public int Total => Remaining + Completed + Failed + Warnings;

    /// <summary>For people.</summary>
    public override string ToString() => Status is { } status
        ? $"status {status:X4}H{(string.IsNullOrEmpty(Comment) ? "" : $" ({Comment})")}: {Completed} completed, {Failed} failed, {Warnings} with warnings"
        : $"the association ended: {Completed} completed until then";
}
