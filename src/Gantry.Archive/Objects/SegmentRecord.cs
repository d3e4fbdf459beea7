using Gantry.Archive.Ingest;

namespace Gantry.Archive.Objects;

/// <summary>One record of a segment: a ZIP local file header of fixed size, then one PS3.10 file, then zeros up to the next multiple of <see cref="Alignment"/>.</summary>
public sealed record SegmentRecord
{
    /// <summary>Bytes of the local header with name and extra field, always.</summary>
    public const int HeaderBytes = 512;

    /// <summary>Records start at multiples of this: a disk block, so that a deleted record's blocks can be given back whole, and a write is never torn within a header.</summary>
    public const int Alignment = 4096;

    /// <summary>Number of the segment, which its key tells too: a record copied elsewhere is not mistaken for one of that place.</summary>
    public required long Segment { get; init; }

    /// <summary>Where the header starts within the segment.</summary>
    public required long Offset { get; init; }
    public required RecordState State { get; init; }

    /// <summary>The ZIP entry's name, "study/series/instance.dcm".</summary>
    public required string Name { get; init; }

    /// <summary>Bytes of the PS3.10 file.</summary>
    public required long Length { get; init; }
    public required uint Crc32 { get; init; }
    public required uint DatasetCrc32 { get; init; }
    public required long DatasetLength { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required InstanceSource Source { get; init; }

    /// <summary>How often the archive has written the instance again in another transfer syntax, 0 to 255: of several records of one instance the one with the highest number counts.</summary>
    public byte Generation { get; init; }

    /// <summary>Of what was received, where <see cref="Generation"/> is not 0: see <see cref="OriginDigest"/>.</summary>
    public UInt128 Origin { get; init; }

    /// <summary>The Transfer Syntax UID of what was received, where <see cref="Generation"/> is not 0; null also where it is none that the header has a code for, or an earlier version wrote it.</summary>
    public string? ReceivedIn { get; init; }

    /// <summary>Where the PS3.10 file starts within the segment.</summary>
    public long DataOffset => Offset + HeaderBytes;

    /// <summary>Where the next record starts.</summary>
    public long End => Align(DataOffset + Length);

    public static long Align(long offset) => (offset + Alignment - 1) & ~(long)(Alignment - 1);
}
