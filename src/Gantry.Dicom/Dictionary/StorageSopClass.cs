namespace Gantry.Dicom.Dictionary;

/// <summary>A storage SOP class (PS3.4 B.5).</summary>
/// <param name="Uid">SOP Class UID.</param>
/// <param name="Keyword">The keyword.</param>
/// <param name="Name">The name in words.</param>
/// <param name="Modalities">Values of Modality (0008,0060) that its instances carry; empty where that is open.</param>
/// <param name="Iod">The information object definition's name (PS3.3 A), or null for retired and foreign classes.</param>
/// <param name="IsRetired">No longer in the standard.</param>
public sealed record StorageSopClass(string Uid, string Keyword, string Name, IReadOnlyList<string> Modalities, string? Iod, bool IsRetired);
