namespace Gantry.Network.UpperLayer;

/// <summary>What a peer may cost.</summary>
public sealed record AssociationLimits
{
    /// <summary>The longest P-DATA-TF variable field announced and taken, in bytes; 0 is unlimited. Nothing of this size is ever allocated.</summary>
    public uint MaxPduBytes { get; init; } = 256 * 1024;

    /// <summary>The longest A-ASSOCIATE-RQ or -AC taken, in bytes.</summary>
    public uint MaxAssociateBytes { get; init; } = 512 * 1024;

    /// <summary>The ARTIM timer (PS3.8 9.1.5): from connection to a whole A-ASSOCIATE-RQ, and from the last PDU to the transport's close.</summary>
    public TimeSpan Artim { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a peer may say nothing between PDUs while nothing is outstanding.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long, summed over its waits, one PDU may be in arriving once its first byte is there; and how long the peer may take to accept what is sent to it.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(60);
}
