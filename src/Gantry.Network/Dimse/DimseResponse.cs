namespace Gantry.Network.Dimse;

/// <summary>A response as it came.</summary>
/// <param name="Command">Its command set.</param>
/// <param name="Dataset">Its data set in the transfer syntax of the presentation context; empty where none came.</param>
public sealed record DimseResponse(CommandSet Command, ReadOnlyMemory<byte> Dataset)
{
    /// <summary>Status (0000,0900); 0110H, processing failure, where the peer sent none.</summary>
    public ushort Status => Command.Status ?? DimseStatus.ProcessingFailure;
}
