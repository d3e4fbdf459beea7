namespace Gantry.Dicom.Dictionary;

/// <summary>A registered UID (PS3.6 A).</summary>
/// <param name="Uid">The UID.</param>
/// <param name="Keyword">The keyword; empty where the standard gives none.</param>
/// <param name="Name">The name in words.</param>
/// <param name="Type">The standard's word for its kind: <c>SOP Class</c>, <c>Transfer Syntax</c>, <c>Context Group</c>, ...</param>
/// <param name="IsRetired">No longer in the standard.</param>
public sealed record UidEntry(string Uid, string Keyword, string Name, string Type, bool IsRetired);
