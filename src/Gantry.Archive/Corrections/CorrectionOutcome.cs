namespace Gantry.Archive.Corrections;

/// <summary>What became of a correction that was asked for.</summary>
public abstract record CorrectionOutcome
{
    private CorrectionOutcome() { }

    /// <param name="Correction">As it is kept.</param>
    /// <param name="Studies">How many studies it has changed so far; it takes hold of others as they come.</param>
    public sealed record Done(Correction Correction, int Studies) : CorrectionOutcome;

    public sealed record Refused(CorrectionFault Fault) : CorrectionOutcome;

    /// <summary>There is no correction of this number.</summary>
    public sealed record Unknown : CorrectionOutcome;
}
