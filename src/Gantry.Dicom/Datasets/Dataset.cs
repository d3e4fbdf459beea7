using System.Collections;
using Gantry.Dicom.Text;

namespace Gantry.Dicom.Datasets;

/// <summary>
/// A data set in memory: elements in tag order over shared memory, values decoded when asked (PS3.5 7). Text goes through
/// <see cref="CharacterSet"/>, which nested items inherit. Not safe for writers on several threads.
/// </summary>
public sealed class Dataset : IEnumerable<Element>
{
    /// <summary>Specific Character Set (0008,0005) in force; items inherit their parent's.</summary>
    public SpecificCharacterSet CharacterSet => throw new NotImplementedException();

    public int Count => throw new NotImplementedException();

    public bool Contains(DicomTag tag) => throw new NotImplementedException();

    public bool TryGet(DicomTag tag, out Element element) => throw new NotImplementedException();

    /// <summary>The first value, decoded and without padding; null when absent or empty.</summary>
    public string? GetString(DicomTag tag) => throw new NotImplementedException();

    /// <summary>Every value, decoded and without padding; empty when absent or empty.</summary>
    public IReadOnlyList<string> GetStrings(DicomTag tag) => throw new NotImplementedException();

    /// <summary>The first value of IS, US, SS, UL, SL, SV, UV or an integral DS; null when absent or not a number.</summary>
    public long? GetInteger(DicomTag tag) => throw new NotImplementedException();

    /// <summary>The first value of any numeric VR.</summary>
    public double? GetNumber(DicomTag tag) => throw new NotImplementedException();

    /// <summary>Every value of any numeric VR.</summary>
    public IReadOnlyList<double> GetNumbers(DicomTag tag) => throw new NotImplementedException();

    /// <summary>The items of a sequence; empty when absent.</summary>
    public IReadOnlyList<Dataset> GetItems(DicomTag tag) => throw new NotImplementedException();

    public Dataset Add(Element element) => throw new NotImplementedException();

    /// <summary>Sets text values, encoded in this data set's character set (UTF-8 unless 0008,0005 says otherwise); the VR is the dictionary's.</summary>
    public Dataset Set(DicomTag tag, params ReadOnlySpan<string> values) => throw new NotImplementedException();

    public Dataset Set(DicomTag tag, Vr vr, params ReadOnlySpan<string> values) => throw new NotImplementedException();

    /// <summary>Sets numbers in whichever numeric or decimal-string VR the dictionary gives.</summary>
    public Dataset Set(DicomTag tag, long value) => throw new NotImplementedException();

    public Dataset Set(DicomTag tag, Vr vr, ReadOnlyMemory<byte> value) => throw new NotImplementedException();

    public Dataset SetItems(DicomTag tag, params ReadOnlySpan<Dataset> items) => throw new NotImplementedException();

    public bool Remove(DicomTag tag) => throw new NotImplementedException();

    public IEnumerator<Element> GetEnumerator() => throw new NotImplementedException();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
