using Gantry.Archive.Ingest;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Store;

/// <summary>
/// The words of STOW-RS for what became of an instance: the reasons of PS3.18 I.2 for each, and the status of PS3.18 10.5.3.1 for all. This is the one
/// place where <see cref="StoreOutcome"/> meets HTTP.
/// </summary>
internal static class StoreStatus
{
    public const ushort ProcessingFailure = 0x0110;
    public const ushort DuplicateSopInstance = 0x0111;
    public const ushort OutOfResources = 0xA700;
    public const ushort DoesNotMatchSopClass = 0xA900;
    public const ushort CannotUnderstand = 0xC000;
    public const ushort TransferSyntaxNotSupported = 0xC122;

    /// <summary>Failure Reason (0008,1197); null for success. A duplicate with the same content is success: a sender may send again.</summary>
    public static ushort? FailureReasonOf(StoreOutcome outcome) => outcome switch
    {
        StoreOutcome.Stored or StoreOutcome.Duplicate => null,
        StoreOutcome.Conflict => DuplicateSopInstance,
        StoreOutcome.Quarantined => CannotUnderstand,
        StoreOutcome.Refused refused => refused.Reason switch
        {
            RefusalReason.Malformed or RefusalReason.MissingIdentity => CannotUnderstand,
            RefusalReason.IdentityMismatch => DoesNotMatchSopClass,
            RefusalReason.Conflict => DuplicateSopInstance,
            RefusalReason.StoreFull or RefusalReason.TooLarge => OutOfResources,
            _ => ProcessingFailure,
        },
        _ => ProcessingFailure,
    };

    /// <summary>What to tell a person of a failure; null for success.</summary>
    public static string? DetailOf(StoreOutcome outcome) => outcome switch
    {
        StoreOutcome.Conflict conflict => $"another content is stored under this SOP Instance UID; this one is kept aside for review: {conflict.Detail}",
        StoreOutcome.Quarantined quarantined => $"kept in quarantine: {quarantined.Detail}",
        StoreOutcome.Refused refused => refused.Detail,
        _ => null,
    };

    /// <summary>The status of the response: 200 when all are stored, 202 when some are, else what the gravest failure says.</summary>
    public static int HttpStatusOf(int stored, IReadOnlyCollection<StoreOutcome> failures, int otherFailures)
    {
        if (failures.Count + otherFailures == 0)
        {
            return StatusCodes.Status200OK;
        }

        return stored > 0 ? StatusCodes.Status202Accepted : failures.Select(HttpStatusOf).Append(StatusCodes.Status400BadRequest).MaxBy(Gravity);
    }

    private static int HttpStatusOf(StoreOutcome failure) => failure switch
    {
        StoreOutcome.Refused { Reason: RefusalReason.StoreFull } => StatusCodes.Status507InsufficientStorage,
        StoreOutcome.Refused { Reason: RefusalReason.Unavailable } => StatusCodes.Status503ServiceUnavailable,
        StoreOutcome.Refused { Reason: RefusalReason.TooLarge } => StatusCodes.Status413PayloadTooLarge,
        StoreOutcome.Refused { Reason: RefusalReason.Malformed or RefusalReason.MissingIdentity } or StoreOutcome.Quarantined => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status409Conflict,
    };

    private static int Gravity(int status) => status switch
    {
        StatusCodes.Status507InsufficientStorage => 4,
        StatusCodes.Status503ServiceUnavailable => 3,
        StatusCodes.Status409Conflict => 2,
        StatusCodes.Status413PayloadTooLarge => 1,
        _ => 0,
    };
}
