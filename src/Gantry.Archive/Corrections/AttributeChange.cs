using Gantry.Dicom;

namespace Gantry.Archive.Corrections;

/// <summary>What a correction makes of one attribute at the top of a data set.</summary>
/// <param name="Tag">The attribute.</param>
/// <param name="Values">Its values from now on, as text; empty for an attribute without a value; null to remove it.</param>
public sealed record AttributeChange(DicomTag Tag, IReadOnlyList<string>? Values);
