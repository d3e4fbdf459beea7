using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Index;

/// <summary>All that the index takes of one stored instance. It can be made again from the stored bytes alone (reindex), but for <see cref="Source"/> and <see cref="ReceivedAt"/>, which the segment's entry carries.</summary>
public sealed record InstanceEntry
{
    public required InstanceIdentity Identity { get; init; }
    public required string TransferSyntaxUid { get; init; }
    public required AttributeSet Attributes { get; init; }
    public required ObjectPlace Place { get; init; }

    /// <summary>CRC-32 (the ZIP's) of the whole stored object.</summary>
    public required uint Crc32 { get; init; }

    /// <summary>CRC-32 of the data set alone, without preamble and meta information: equal for the same content brought by different ways in.</summary>
    public required uint DatasetCrc32 { get; init; }

    /// <summary>Bytes of the data set.</summary>
    public required long DatasetLength { get; init; }

    /// <summary>Where each frame's bytes lie within the object; null where there are none.</summary>
    public FrameTable? Frames { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
    public required InstanceSource Source { get; init; }

    /// <summary>
    /// Other content under a SOP Instance UID that was taken when it came, kept aside for a person: never an instance row, even where the first one is gone by now.
    /// The index notes the conflict with a change-feed row and answers <see cref="CommitStatus.Conflict"/>.
    /// </summary>
    public bool KeptAside { get; init; }

    /// <summary>How often the archive has written the instance again; 0 for what was received. A higher one takes the place of a lower one, whichever the index meets first.</summary>
    public byte Generation { get; init; }

    /// <summary>See <see cref="SegmentRecord.Origin"/>.</summary>
    public UInt128 Origin { get; init; }

    /// <summary>See <see cref="SegmentRecord.ReceivedIn"/>.</summary>
    public string? ReceivedIn { get; init; }

    /// <summary>Only where the instance is at this place: the row is moved then, in this transaction, and the place noted as superseded. Otherwise nothing happens.</summary>
    public ObjectPlace? Replaces { get; init; }
}
