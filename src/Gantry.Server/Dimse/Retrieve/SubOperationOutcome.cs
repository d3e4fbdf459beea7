namespace Gantry.Server.Dimse.Retrieve;

/// <summary>What became of one C-STORE sub-operation.</summary>
internal enum SubOperationOutcome
{
    Completed,
    Warning,
    Failed,

    /// <summary>Failed, and so will all that follow: the association is no more.</summary>
    Lost,
}
