namespace Gantry.Dicom.Dictionary;

/// <summary>What the standard says of an attribute (PS3.6 6). For a repeating group <c>Tag</c> is the tag that was asked for.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Keyword">The keyword; empty for the few rows that the standard left blank.</param>
/// <param name="Name">The name in words.</param>
/// <param name="Vrs">The value representations it may have, the usual first; never empty but for item delimiters.</param>
/// <param name="Vm">Value multiplicity as the standard writes it: <c>1</c>, <c>1-n</c>, <c>2-2n</c>, ...</param>
/// <param name="IsRetired">No longer in the standard.</param>
public sealed record DicomAttribute(DicomTag Tag, string Keyword, string Name, IReadOnlyList<Vr> Vrs, string Vm, bool IsRetired);
