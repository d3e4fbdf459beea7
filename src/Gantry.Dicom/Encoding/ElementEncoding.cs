namespace Gantry.Dicom.Encoding;

/// <summary>How elements are written at one level; the content of UN sequences is always implicit VR little endian (PS3.5 6.2.2).</summary>
internal readonly record struct ElementEncoding(bool IsExplicit, bool IsBigEndian, bool AllowsFragments)
{
    public ElementEncoding ForUnknown => new(IsExplicit: false, IsBigEndian: false, AllowsFragments);
}
