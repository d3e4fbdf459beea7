namespace Gantry.Network.Dimse;

/// <summary>Which elements each message must have (PS3.7 9.3 and 10.3). What a message has besides is ignored.</summary>
public static class CommandSchema
{
    /// <summary>The first required element that is missing, as text for an Error Comment or the log; null when the message is whole.</summary>
    public static string? FindMissing(CommandSet set)
    {
        bool hasMessageId = set.IsResponse || set.Field == CommandField.CCancelRequest ? set.RespondedMessageId is not null : set.MessageId is not null;
        if (!hasMessageId)
        {
            return set.IsResponse || set.Field == CommandField.CCancelRequest ? "(0000,0120)" : "(0000,0110)";
        }

        if (set.IsResponse)
        {
            return set.Status is null ? "(0000,0900)" : null;
        }

        return set.Field switch
        {
            CommandField.CStoreRequest => MissingClass(set) ?? (set.AffectedSopInstanceUid is null ? "(0000,1000)" : set.HasDataset ? null : "a data set"),
            CommandField.CFindRequest or CommandField.CGetRequest => MissingClass(set) ?? (set.HasDataset ? null : "a data set"),
            CommandField.CMoveRequest => MissingClass(set) ?? (set.MoveDestination is null ? "(0000,0600)" : set.HasDataset ? null : "a data set"),
            CommandField.CEchoRequest => MissingClass(set),
            CommandField.NEventReportRequest => MissingClass(set) ?? (set.AffectedSopInstanceUid is null ? "(0000,1000)" : set.EventTypeId is null ? "(0000,1002)" : null),
            CommandField.NGetRequest or CommandField.NDeleteRequest => MissingRequested(set),
            CommandField.NSetRequest => MissingRequested(set) ?? (set.HasDataset ? null : "a data set"),
            CommandField.NActionRequest => MissingRequested(set) ?? (set.ActionTypeId is null ? "(0000,1008)" : null),
            CommandField.NCreateRequest => MissingClass(set),
            _ => null,
        };
    }

    private static string? MissingClass(CommandSet set) => set.AffectedSopClassUid is null ? "(0000,0002)" : null;

    private static string? MissingRequested(CommandSet set) =>
        set.RequestedSopClassUid is null ? "(0000,0003)" : set.RequestedSopInstanceUid is null ? "(0000,1001)" : null;
}
