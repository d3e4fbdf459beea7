using System.Collections;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Text;

namespace Gantry.Dicom.Datasets;

/// <summary>
/// A data set in memory: elements in tag order over shared memory, values decoded when asked (PS3.5 7). Text goes through
/// <see cref="CharacterSet"/>, which nested items inherit. Not safe for writers on several threads. What is read never throws; setters throw
/// <see cref="ArgumentException"/> for values that the VR cannot hold.
/// </summary>
public sealed class Dataset : IEnumerable<Element>
{
    private readonly List<Element> elements = [];
    private SpecificCharacterSet? characterSet;
    private Encoding.ElementEncoding? readAs;
    private Dataset? parent;

    /// <summary>Specific Character Set (0008,0005) in force; items inherit their parent's.</summary>
    public SpecificCharacterSet CharacterSet => characterSet ?? OwnCharacterSet() ?? parent?.CharacterSet ?? SpecificCharacterSet.Default;

    public int Count => elements.Count;

    /// <summary>An item that is encoded with its length rather than a delimiter (PS3.5 7.5.2); kept so that it is written as it was read.</summary>
    public bool HasDefinedLength { get; set; }

    public bool Contains(DicomTag tag) => Find(tag) >= 0;

    public bool TryGet(DicomTag tag, out Element element)
    {
        int index = Find(tag);
        element = index >= 0 ? elements[index] : null!;
        return index >= 0;
    }

    /// <summary>The first value, decoded and without padding; null when absent or empty.</summary>
    public string? GetString(DicomTag tag) => TryGet(tag, out Element element) ? ElementText.First(element, this) : null;

    /// <summary>Every value, decoded and without padding; empty when absent or empty.</summary>
    public IReadOnlyList<string> GetStrings(DicomTag tag) => TryGet(tag, out Element element) ? ElementText.All(element, this) : [];

    /// <summary>The first value of IS, US, SS, UL, SL, SV, UV or an integral DS; null when absent or not a number.</summary>
    public long? GetInteger(DicomTag tag) => TryGet(tag, out Element element) ? ElementNumbers.FirstInteger(element.Reveal()) : null;

    /// <summary>The first value of any numeric VR.</summary>
    public double? GetNumber(DicomTag tag) => TryGet(tag, out Element element) ? ElementNumbers.First(element.Reveal()) : null;

    /// <summary>Every value of any numeric VR; a value that is not a number is NaN.</summary>
    public IReadOnlyList<double> GetNumbers(DicomTag tag) => TryGet(tag, out Element element) ? ElementNumbers.All(element.Reveal()) : [];

    /// <summary>The items of a sequence, also of one that is hidden in UN (PS3.5 6.2.2); empty when absent.</summary>
    public IReadOnlyList<Dataset> GetItems(DicomTag tag)
    {
        if (!TryGet(tag, out Element element))
        {
            return [];
        }

        IReadOnlyList<Dataset> items = element.Items ?? element.Reveal().Items ?? [];
        if (element.Items is null)
        {
            Adopt(items);
        }

        return items;
    }

    /// <summary>Adds an element in its place; one with the same tag is replaced. Its items inherit from this data set from now on.</summary>
    public Dataset Add(Element element)
    {
        ArgumentNullException.ThrowIfNull(element);
        int index = Find(element.Tag);
        if (index >= 0)
        {
            elements[index] = element;
        }
        else
        {
            elements.Insert(~index, element);
        }

        Adopt(element.Items);
        Changed(element.Tag);
        return this;
    }

    /// <summary>
    /// Sets text values, encoded in this data set's character set; the VR is the dictionary's. Where neither this data set nor one around it names
    /// a set and the text is not ASCII, the outermost one gets ISO_IR 192 (UTF-8).
    /// </summary>
    public Dataset Set(DicomTag tag, params ReadOnlySpan<string> values) => Set(tag, Encoding.ImplicitVr.Of(tag, IsSigned), values);

    public Dataset Set(DicomTag tag, Vr vr, params ReadOnlySpan<string> values) => Add(ValueEncoder.Encode(this, tag, vr, values));

    /// <summary>Sets a number in whichever numeric or decimal-string VR the dictionary gives.</summary>
    public Dataset Set(DicomTag tag, long value) => Add(ValueEncoder.Encode(tag, Encoding.ImplicitVr.Of(tag, IsSigned), [value]));

    /// <summary>As the overload for <see cref="long"/>; a literal 0 is a number, not a VR.</summary>
    public Dataset Set(DicomTag tag, int value) => Set(tag, (long)value);

    /// <summary>Sets a little endian value field; a byte of padding is added to an odd one.</summary>
    public Dataset Set(DicomTag tag, Vr vr, ReadOnlyMemory<byte> value) => Add(ValueEncoder.Encode(tag, vr, value));

    /// <summary>Sets the items of a sequence, which inherit this data set's character set.</summary>
    public Dataset SetItems(DicomTag tag, params ReadOnlySpan<Dataset> items) => Add(new Element { Tag = tag, Vr = Vr.SQ, Items = items.ToArray() });

    public bool Remove(DicomTag tag)
    {
        int index = Find(tag);
        if (index < 0)
        {
            return false;
        }

        elements.RemoveAt(index);
        Changed(tag);
        return true;
    }

    public List<Element>.Enumerator GetEnumerator() => elements.GetEnumerator();

    IEnumerator<Element> IEnumerable<Element>.GetEnumerator() => elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => elements.GetEnumerator();

    /// <summary>Nothing was changed, here or in an item, since this was read from bytes in <paramref name="encoding"/>: group lengths stand as they were.</summary>
    internal bool IsAsRead(Encoding.ElementEncoding encoding) => readAs is { } read && read.IsExplicit == encoding.IsExplicit && read.IsBigEndian == encoding.IsBigEndian;

    internal void MarkRead(Encoding.ElementEncoding encoding) => readAs = encoding;

    /// <summary>Adds an element as a reader meets it: of two with one tag the first stays.</summary>
    internal void AddRead(Element element)
    {
        if (elements.Count == 0 || elements[^1].Tag < element.Tag)
        {
            elements.Add(element);
        }
        else if (Find(element.Tag) is < 0 and int place)
        {
            elements.Insert(~place, element);
        }

        Adopt(element.Items);
    }

    /// <summary>Names UTF-8 at the outermost data set, where no set is named yet.</summary>
    internal void NameUtf8()
    {
        Dataset outermost = this;
        while (outermost.parent is { } around)
        {
            outermost = around;
        }

        outermost.Set(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 192");
    }

    internal bool NamesCharacterSet => Contains(Tags.SpecificCharacterSet) || (parent?.NamesCharacterSet ?? false);

    private bool IsSigned => GetInteger(Tags.PixelRepresentation) is { } own ? own == 1 : parent?.IsSigned ?? false;

    private SpecificCharacterSet? OwnCharacterSet() =>
        TryGet(Tags.SpecificCharacterSet, out Element element)
            ? characterSet = SpecificCharacterSet.FromTerms(ElementText.CharacterSetTerms(element))
            : null;

    private void Adopt(IReadOnlyList<Dataset>? items)
    {
        for (int i = 0; i < items?.Count; i++)
        {
            items[i].parent = this;
        }
    }

    private void Changed(DicomTag tag)
    {
        for (Dataset? changed = this; changed is not null; changed = changed.parent)
        {
            changed.readAs = null;
        }

        if (tag == Tags.SpecificCharacterSet)
        {
            characterSet = null;
        }
    }

    /// <summary>The index of a tag, or the complement of where it belongs.</summary>
    private int Find(DicomTag tag)
    {
        int low = 0, high = elements.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            DicomTag there = elements[middle].Tag;
            if (there == tag)
            {
                return middle;
            }

            (low, high) = there < tag ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
