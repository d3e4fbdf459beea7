using Gantry.Network.Dimse;

namespace Gantry.Server.Dimse.Retrieve;

/// <summary>What a C-STORE-RSP means for the operation around it (PS3.4 C.4.2.1.6).</summary>
internal static class SubOperationStatus
{
    public static SubOperationOutcome Judge(CommandSet? response) =>
        response is null ? SubOperationOutcome.Lost
        : response.Status == DimseStatus.Success ? SubOperationOutcome.Completed
        : response.Status is { } status && DimseStatus.IsSuccessOrWarning(status) ? SubOperationOutcome.Warning
        : SubOperationOutcome.Failed;
}
