namespace Gantry.Archive.Corrections;

/// <summary>Reason for the Attribute Modification (0400,0565), PS3.3 C.12.1.1.9.</summary>
public enum CorrectionReason
{
    /// <summary>CORRECT: what was there was wrong.</summary>
    Correct = 1,

    /// <summary>COERCE: what was there is replaced by what the archive goes by.</summary>
    Coerce = 2,
}
