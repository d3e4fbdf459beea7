namespace Gantry.Archive.Objects;

/// <summary>What a segment's record is.</summary>
public enum RecordState : byte
{
    /// <summary>An instance of the archive.</summary>
    Live = 0,

    /// <summary>Other content under a SOP Instance UID that was taken; kept for a person to decide.</summary>
    KeptAside = 1,

    /// <summary>A tombstone: its bytes are gone.</summary>
    Deleted = 2,
}
