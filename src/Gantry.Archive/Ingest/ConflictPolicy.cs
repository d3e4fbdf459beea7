namespace Gantry.Archive.Ingest;

/// <summary>What happens when a SOP Instance UID comes again with other content.</summary>
public enum ConflictPolicy
{
    /// <summary>The new bytes are kept aside, durable, for a person to decide; the first stay in force.</summary>
    KeepBoth,

    /// <summary>The sender is told success; the first stay in force and the new bytes are dropped.</summary>
    KeepFirst,

    /// <summary>The new ones are refused.</summary>
    Refuse,
}
