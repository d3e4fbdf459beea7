namespace Gantry.Archive.Lifecycle;

/// <summary>What can be wrong with a stored object.</summary>
public enum ArchiveFindingKind
{
    /// <summary>The index names a segment that is not there or cannot be opened.</summary>
    SegmentMissing,

    /// <summary>No record stands where the index says, or it is another one.</summary>
    ObjectMissing,

    /// <summary>The bytes are not those that were written.</summary>
    ChecksumMismatch,

    /// <summary>A whole record that the index does not know.</summary>
    NotIndexed,

    /// <summary>Whole bytes of which no index entry can be made.</summary>
    Unreadable,
}

/// <summary>One thing that is not as it should be.</summary>
/// <param name="Kind">What.</param>
/// <param name="Segment">The segment's key.</param>
/// <param name="Offset">Where the object's bytes start.</param>
/// <param name="Name">The record's or instance's name.</param>
public sealed record ArchiveFinding(ArchiveFindingKind Kind, string Segment, long Offset, string Name)
{
    public override string ToString() => $"{Kind}: {Name} at {Offset} of {Segment}";
}
