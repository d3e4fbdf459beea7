namespace Gantry.Commands.Import;

internal enum ImportVerdict
{
    Stored,

    /// <summary>Here already, with the same content.</summary>
    Duplicate,

    /// <summary>Kept beside other content of the same UID, for a person to decide.</summary>
    Conflict,

    /// <summary>Not DICOM at all.</summary>
    Skipped,

    Refused,
}

internal readonly record struct ImportResult(ImportVerdict Verdict, string? Detail = null);
