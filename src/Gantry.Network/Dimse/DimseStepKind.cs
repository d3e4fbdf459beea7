namespace Gantry.Network.Dimse;

public enum DimseStepKind
{
    /// <summary>The command set is not whole yet.</summary>
    NeedMoreData,
    Command,
    Data,

    /// <summary>The peer broke PS3.7 6.3 or PS3.8 E: the association cannot go on.</summary>
    Malformed,
}
