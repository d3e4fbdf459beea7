namespace Gantry.Dicom.Encoding;

/// <summary>What kind of malformation stopped a reader.</summary>
public enum DicomErrorKind
{
    /// <summary>The bytes end within an element, or before a sequence is closed.</summary>
    Truncated,

    /// <summary>A declared length reaches beyond its item, its sequence or the data set.</summary>
    LengthBeyondData,

    /// <summary>A VR field that is no VR, and no leniency makes sense of it.</summary>
    InvalidVr,

    /// <summary>Item or delimiter tags where they cannot be, or missing where they must be.</summary>
    InvalidStructure,

    /// <summary>Deeper than <see cref="ReadLimits.MaxDepth"/>.</summary>
    NestingTooDeep,

    /// <summary>More than <see cref="ReadLimits.MaxElements"/>.</summary>
    TooManyElements,

    /// <summary>Longer than a limit allows.</summary>
    ValueTooLong,

    /// <summary>Not a deflate stream, or one that grows beyond <see cref="ReadLimits.MaxInflatedBytes"/>.</summary>
    DeflateCorrupt,

    /// <summary>Neither PS3.10 nor a data set.</summary>
    NotDicom,

    /// <summary>Meta information is there but lacks what is needed, and the data set does not show it.</summary>
    MissingMeta,
}
