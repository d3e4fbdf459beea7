using System.Globalization;
using System.Xml.Linq;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Json;

namespace Gantry.Dicom.Xml;

/// <summary>Makes a data set of the model's elements; text is kept in UTF-8. The first fault ends it and is kept in <see cref="Error"/>.</summary>
internal sealed class XmlDatasetBuilder(ReadLimits limits)
{
    private const int MaxValues = 1 << 20;
    private static readonly string[] Groups = ["Alphabetic", "Ideographic", "Phonetic"];
    private static readonly string[] Components = ["FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix"];
    private bool needsUtf8;
    private int elements;

    public string? Error { get; private set; }

    public List<BulkDataReference> BulkData { get; } = [];

    public Dataset? Build(XElement root)
    {
        Dataset? dataset = BuildItem(root);
        if (needsUtf8)
        {
            dataset?.Add(new Element { Tag = Tags.SpecificCharacterSet, Vr = Vr.CS, Value = "ISO_IR 192"u8.ToArray() });
        }

        return dataset;
    }

    private Dataset? BuildItem(XElement owner)
    {
        Dataset dataset = new();
        foreach (XElement attribute in Children(owner, "DicomAttribute"))
        {
            string? tagText = (string?)attribute.Attribute("tag");
            if (++elements > limits.MaxElements || !DicomTag.TryParse(tagText, out DicomTag tag))
            {
                return Fail<Dataset>($"'{tagText}' is no tag, or there are too many attributes");
            }

            if (!DicomDictionary.TryParseVr((string?)attribute.Attribute("vr") ?? DicomDictionary.NameOf(DicomDictionary.VrOf(tag)), out Vr vr))
            {
                return Fail<Dataset>($"{tag} has no VR of PS3.5 6.2");
            }

            if (tag == Tags.SpecificCharacterSet)
            {
                needsUtf8 = true;
            }
            else if (Children(attribute, "BulkData").FirstOrDefault() is { } bulk)
            {
                BulkData.Add(new(dataset, tag, vr, (string?)bulk.Attribute("uri") ?? (string?)bulk.Attribute("uuid") ?? ""));
            }
            else if (BuildElement(tag, vr, attribute) is { } element)
            {
                dataset.Add(element);
            }
            else
            {
                return null;
            }
        }

        return dataset;
    }

    private Element? BuildElement(DicomTag tag, Vr vr, XElement attribute)
    {
        if (vr == Vr.SQ)
        {
            List<Dataset> items = [];
            foreach (XElement item in Children(attribute, "Item"))
            {
                if (BuildItem(item) is not { } dataset)
                {
                    return null;
                }

                items.Add(dataset);
            }

            return new Element { Tag = tag, Vr = vr, Items = items };
        }

        if (Children(attribute, "InlineBinary").FirstOrDefault() is { } binary)
        {
            byte[] bytes = new byte[binary.Value.Length];
            return Convert.TryFromBase64String(binary.Value, bytes, out int length)
                ? new Element { Tag = tag, Vr = vr, Value = bytes.AsMemory(0, length + (length % 2)) }
                : Fail<Element>($"{tag}: its InlineBinary is no base64");
        }

        IEnumerable<XElement> values = Children(attribute, vr == Vr.PN ? "PersonName" : "Value");
        if (InPlaces(tag, [.. values]) is not string[] texts)
        {
            return null;
        }

        byte[]? field = XmlValues.Encode(vr, texts);
        needsUtf8 |= field is not null && XmlValues.IsText(vr) && !System.Text.Ascii.IsValid(field);
        return field is null ? Fail<Element>($"{tag}: a value is no {DicomDictionary.NameOf(vr)}") : new Element { Tag = tag, Vr = vr, Value = field };
    }

    /// <summary>The values at the places that their numbers say; gaps are empty values.</summary>
    private string[]? InPlaces(DicomTag tag, List<XElement> values)
    {
        int[] numbers = new int[values.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            string? text = (string?)values[i].Attribute("number");
            numbers[i] = text is null ? i + 1 : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
            if (numbers[i] is < 1 or > MaxValues || numbers[i] > (values.Count * 16) + 1024)
            {
                return Fail<string[]>($"{tag}: the number of a value is out of range");
            }
        }

        string[] places = new string[numbers.Length == 0 ? 0 : numbers.Max()];
        Array.Fill(places, "");
        for (int i = 0; i < numbers.Length; i++)
        {
            places[numbers[i] - 1] = values[i].Name.LocalName == "PersonName" ? NameOf(values[i]) : values[i].Value;
        }

        return places;
    }

    private static string NameOf(XElement name) => string.Join('=', Groups.Select(g => GroupOf(name, g))).TrimEnd('=');

    private static string GroupOf(XElement name, string group) =>
        Children(name, group).FirstOrDefault() is { } found
            ? string.Join('^', Components.Select(c => Children(found, c).FirstOrDefault()?.Value ?? "")).TrimEnd('^')
            : "";

    // Lenient: without the namespace, several writers, PS3.19 A.1.
    private static IEnumerable<XElement> Children(XElement parent, string name) => parent.Elements().Where(e => e.Name.LocalName == name);

    private T? Fail<T>(string detail) where T : class
    {
        Error ??= detail;
        return null;
    }
}
