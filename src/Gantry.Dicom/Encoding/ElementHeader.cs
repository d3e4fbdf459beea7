namespace Gantry.Dicom.Encoding;

/// <summary>What is known of an element when its header has been read. Offsets count from the first byte of the data set (inflated, where deflated).</summary>
/// <param name="Tag">The element's tag.</param>
/// <param name="Vr">Explicit, or from the dictionary for implicit VR and for UN of a known attribute (PS3.5 6.2.2); UN where neither says.</param>
/// <param name="Length">Value length in bytes; -1 is undefined.</param>
/// <param name="ValueOffset">Where the value field starts.</param>
/// <param name="Depth">0 at the top of the data set, 1 in an item of a sequence there, ...</param>
public readonly record struct ElementHeader(DicomTag Tag, Vr Vr, long Length, long ValueOffset, int Depth)
{
    /// <summary>Byte order of the value field.</summary>
    public bool IsBigEndian { get; init; }
}
