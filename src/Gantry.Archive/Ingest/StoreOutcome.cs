using Gantry.Dicom;

namespace Gantry.Archive.Ingest;

/// <summary>What became of an instance. Closed: each way in maps every case to its own words in one file.</summary>
public abstract record StoreOutcome
{
    private StoreOutcome() { }

    /// <summary>What is remarkable of it though it changes nothing of what became of it; null mostly.</summary>
    public string? Finding { get; init; }

    /// <summary>Durable and indexed.</summary>
    public sealed record Stored(InstanceIdentity Identity) : StoreOutcome;

    /// <summary>The same instance with the same content was here already: success, nothing new.</summary>
    public sealed record Duplicate(InstanceIdentity Identity) : StoreOutcome;

    /// <summary>The SOP Instance UID is taken by other content; these bytes are durable too, kept aside for a person to decide (unless policy refuses: then <see cref="Refused"/>).</summary>
    public sealed record Conflict(InstanceIdentity Identity, string Detail) : StoreOutcome;

    /// <summary>Malformed or unidentifiable, but kept whole in quarantine because policy says so.</summary>
    public sealed record Quarantined(string Detail) : StoreOutcome;

    /// <summary>Nothing was kept.</summary>
    public sealed record Refused(RefusalReason Reason, string Detail) : StoreOutcome
    {
        /// <summary>The SOP Class UID, where it could still be read; for the ways in that name the refused instance.</summary>
        public string? SopClassUid { get; init; }

        /// <summary>The SOP Instance UID, where it could still be read.</summary>
        public string? SopInstanceUid { get; init; }
    }
}

public enum RefusalReason
{
    /// <summary>Bytes that are not a data set, or one cut short.</summary>
    Malformed,

    /// <summary>Study, Series or SOP Instance UID is missing or not a UID.</summary>
    MissingIdentity,

    /// <summary>SOP class or instance of the data set differs from what the way in announced.</summary>
    IdentityMismatch,

    /// <summary>Policy refuses other content under a UID that is taken.</summary>
    Conflict,

    /// <summary>No room on the object store.</summary>
    StoreFull,

    /// <summary>Object store or index failed; trying again may help.</summary>
    Unavailable,

    /// <summary>Larger than the configured maximum.</summary>
    TooLarge,
}
