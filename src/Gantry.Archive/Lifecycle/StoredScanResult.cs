namespace Gantry.Archive.Lifecycle;

/// <summary>What reading a stored object again gave.</summary>
internal enum StoredScanResult
{
    /// <summary>As it was written, and its entry is made.</summary>
    Whole,

    /// <summary>Not the bytes that were written: torn, or rotten.</summary>
    Damaged,

    /// <summary>The bytes that were written, but no entry can be made of them. They are never destroyed for that.</summary>
    Unreadable,
}
