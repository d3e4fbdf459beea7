namespace Gantry.Server.Dimse;

internal enum SlotOutcome
{
    Admitted,

    /// <summary>Over the limit: to be answered with A-ASSOCIATE-RJ.</summary>
    Refused,

    /// <summary>Far over the limit: nothing may be spent on it.</summary>
    Closed,
}
