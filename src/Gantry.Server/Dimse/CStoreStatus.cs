using Gantry.Archive.Ingest;
using Gantry.Network.Dimse;
using Gantry.Network.Services.Storage;

namespace Gantry.Server.Dimse;

/// <summary>What became of an instance, in the words of the Storage service class (PS3.4 B.2.3, PS3.7 C).</summary>
internal static class CStoreStatus
{
    public static StoreResult From(StoreOutcome outcome) => outcome switch
    {
        StoreOutcome.Stored or StoreOutcome.Duplicate => new StoreResult(DimseStatus.Success),

        // Both contents are kept. A warning would make some senders try the same again for ever; the comment tells those that look.
        StoreOutcome.Conflict => new StoreResult(DimseStatus.Success, "Kept for review: the UID was here with other content"),

        // Kept whole though it cannot be read: the sender may forget it, and is told that something is wrong with it.
        StoreOutcome.Quarantined q => new StoreResult(DimseStatus.DataSetMismatchWarning, Comment("Quarantined", q.Detail)),
        StoreOutcome.Refused r => From(r),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private static StoreResult From(StoreOutcome.Refused refused) => refused.Reason switch
    {
        RefusalReason.Malformed => new StoreResult(DimseStatus.CannotUnderstand, Comment("Malformed", refused.Detail)),
        RefusalReason.MissingIdentity => new StoreResult(DimseStatus.DataSetMismatch, Comment("Identity", refused.Detail)),
        RefusalReason.IdentityMismatch => new StoreResult(DimseStatus.DataSetMismatch, Comment("Mismatch", refused.Detail)),
        RefusalReason.Conflict => new StoreResult(CannotUnderstandConflict, "The SOP Instance UID is taken by other content"),
        RefusalReason.StoreFull => new StoreResult(DimseStatus.OutOfResources, "The archive has no room"),
        RefusalReason.Unavailable => new StoreResult(DimseStatus.OutOfResources, "The archive is not available, try again later"),
        RefusalReason.TooLarge => new StoreResult(TooLarge, Comment("Too large", refused.Detail)),
        _ => throw new ArgumentOutOfRangeException(nameof(refused)),
    };

    /// <summary>Of the range Cxxx, "cannot understand": trying again will not help.</summary>
    private const ushort CannotUnderstandConflict = 0xC100;

    /// <summary>Of the range A7xx, "out of resources".</summary>
    private const ushort TooLarge = 0xA701;

    /// <summary>LO: at most 64 characters, no backslash or control characters.</summary>
    private static string Comment(string kind, string detail)
    {
        string text = string.Concat($"{kind}: {detail}".Select(c => c is < ' ' or > '~' or '\\' ? '/' : c));
        return text.Length <= 64 ? text : text[..64];
    }
}
