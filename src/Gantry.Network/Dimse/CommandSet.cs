namespace Gantry.Network.Dimse;

/// <summary>
/// A command set (PS3.7 6.3.1, E.1): the elements of group 0000 that the DIMSE services use. Null is absent. Which of them a message
/// must have is <see cref="CommandSchema"/>'s.
/// </summary>
public sealed record CommandSet
{
    public CommandField Field { get; init; }

    /// <summary>Affected SOP Class UID (0000,0002).</summary>
    public string? AffectedSopClassUid { get; init; }

    /// <summary>Requested SOP Class UID (0000,0003).</summary>
    public string? RequestedSopClassUid { get; init; }

    /// <summary>Message ID (0000,0110).</summary>
    public ushort? MessageId { get; init; }

    /// <summary>Message ID Being Responded To (0000,0120).</summary>
    public ushort? RespondedMessageId { get; init; }

    /// <summary>Move Destination (0000,0600).</summary>
    public string? MoveDestination { get; init; }

    /// <summary>Priority (0000,0700): 0 medium, 1 high, 2 low.</summary>
    public ushort? Priority { get; init; }

    /// <summary>Command Data Set Type (0000,0800) other than 0101H: a data set follows.</summary>
    public bool HasDataset { get; init; }

    /// <summary>Status (0000,0900).</summary>
    public ushort? Status { get; init; }

    /// <summary>Offending Element (0000,0901), tags.</summary>
    public IReadOnlyList<uint>? OffendingElements { get; init; }

    /// <summary>Error Comment (0000,0902), at most 64 characters.</summary>
    public string? ErrorComment { get; init; }

    /// <summary>Error ID (0000,0903).</summary>
    public ushort? ErrorId { get; init; }

    /// <summary>Affected SOP Instance UID (0000,1000).</summary>
    public string? AffectedSopInstanceUid { get; init; }

    /// <summary>Requested SOP Instance UID (0000,1001).</summary>
    public string? RequestedSopInstanceUid { get; init; }

    /// <summary>Event Type ID (0000,1002).</summary>
    public ushort? EventTypeId { get; init; }

    /// <summary>Attribute Identifier List (0000,1005), tags.</summary>
    public IReadOnlyList<uint>? AttributeIdentifiers { get; init; }

    /// <summary>Action Type ID (0000,1008).</summary>
    public ushort? ActionTypeId { get; init; }

    /// <summary>Number of Remaining Sub-operations (0000,1020).</summary>
    public ushort? Remaining { get; init; }

    /// <summary>Number of Completed Sub-operations (0000,1021).</summary>
    public ushort? Completed { get; init; }

    /// <summary>Number of Failed Sub-operations (0000,1022).</summary>
    public ushort? Failed { get; init; }

    /// <summary>Number of Warning Sub-operations (0000,1023).</summary>
    public ushort? Warning { get; init; }

    /// <summary>Move Originator Application Entity Title (0000,1030).</summary>
    public string? MoveOriginatorAe { get; init; }

    /// <summary>Move Originator Message ID (0000,1031).</summary>
    public ushort? MoveOriginatorMessageId { get; init; }

    public bool IsResponse => ((ushort)Field & 0x8000) != 0;

    /// <summary>The response to this request, with the class and instance that it named.</summary>
    public CommandSet Respond(ushort status, string? errorComment = null) => new()
    {
        Field = (CommandField)((ushort)Field | 0x8000),
        AffectedSopClassUid = AffectedSopClassUid ?? RequestedSopClassUid,
        AffectedSopInstanceUid = AffectedSopInstanceUid ?? RequestedSopInstanceUid,
        RespondedMessageId = MessageId,
        Status = status,
        ErrorComment = errorComment is { Length: > 64 } ? errorComment[..64] : errorComment,
        EventTypeId = EventTypeId,
        ActionTypeId = ActionTypeId,
    };
}
