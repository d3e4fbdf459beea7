using Gantry.Network.Dimse;

namespace Gantry.Network.Services.QueryRetrieve;

/// <summary>How a C-FIND ended.</summary>
/// <param name="Status">Of the final response; null when the association ended before it.</param>
/// <param name="Comment">Error Comment of the final response, or why there was none.</param>
/// <param name="Matches">How many came.</param>
/// <param name="AllKeysUsed">The peer says of no match that it has not used some of the keys (FF01H).</param>
public sealed record FindResult(ushort? Status, string? Comment, int Matches, bool AllKeysUsed)
{
    /// <summary>All that matches has come, or as much as was wanted.</summary>
    public bool IsSuccess => Status is DimseStatus.Success or DimseStatus.Cancel;

    public override string ToString() =>
        Status is not { } status ? $"no final answer after {Matches} matches: {Comment}"
        : IsSuccess ? $"{Matches} matches{(AllKeysUsed ? "" : "; the peer has not used all keys")}"
        : $"status {status:X4}H after {Matches} matches{(Comment is null ? "" : $": {Comment}")}";
}
