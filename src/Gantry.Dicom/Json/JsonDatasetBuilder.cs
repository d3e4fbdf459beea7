using System.Globalization;
using System.Text.Json;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;

namespace Gantry.Dicom.Json;

/// <summary>Makes data sets of parsed JSON; the first fault ends it and is kept in <see cref="Error"/>.</summary>
internal sealed class JsonDatasetBuilder(ReadLimits limits)
{
    private readonly List<string> path = [];
    private bool needsUtf8;
    private int elements;

    public DicomJsonError? Error { get; private set; }

    public List<BulkDataReference> BulkData { get; } = [];

    /// <summary>A data set at the top; null with <see cref="Error"/> set.</summary>
    public Dataset? Build(JsonElement root)
    {
        needsUtf8 = false;
        Dataset? dataset = BuildItem(root);
        if (dataset is not null && needsUtf8)
        {
            dataset.Add(new Element { Tag = Tags.SpecificCharacterSet, Vr = Vr.CS, Value = "ISO_IR 192"u8.ToArray() });
        }

        return dataset;
    }

    private Dataset? BuildItem(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Fail<Dataset>($"a data set is an object, not {json.ValueKind}");
        }

        Dataset dataset = new();
        foreach (JsonProperty property in json.EnumerateObject())
        {
            path.Add(property.Name);
            if (++elements > limits.MaxElements)
            {
                return Fail<Dataset>("too many attributes");
            }

            // Lenient: keywords in place of hex tags, requests written by hand, PS3.18 F.2.2.
            if (!DicomDictionary.TryParseTag(property.Name, out DicomTag tag))
            {
                return Fail<Dataset>("is no tag");
            }

            if (!TryAdd(dataset, tag, property.Value))
            {
                return null;
            }

            path.RemoveAt(path.Count - 1);
        }

        return dataset;
    }

    private bool TryAdd(Dataset dataset, DicomTag tag, JsonElement attribute)
    {
        if (attribute.ValueKind != JsonValueKind.Object)
        {
            return Fail($"an attribute is an object, not {attribute.ValueKind}");
        }

        // Lenient: no vr, several clients' search and worklist requests, PS3.18 F.2.2.
        Vr vr = DicomDictionary.VrOf(tag);
        if (attribute.TryGetProperty("vr", out JsonElement vrText)
            && (vrText.ValueKind != JsonValueKind.String || !DicomDictionary.TryParseVr(vrText.GetString(), out vr)))
        {
            return Fail("its vr is none of PS3.5 6.2");
        }

        if (tag == Tags.SpecificCharacterSet)
        {
            needsUtf8 = true;
            return true;
        }

        if (attribute.TryGetProperty("BulkDataURI", out JsonElement uri))
        {
            if (uri.ValueKind != JsonValueKind.String)
            {
                return Fail("its BulkDataURI is no string");
            }

            BulkData.Add(new(dataset, tag, vr, uri.GetString()!));
            return true;
        }

        Element? element = vr == Vr.SQ ? Sequence(tag, attribute) : Plain(tag, vr, attribute);
        if (element is not null)
        {
            dataset.Add(element);
        }

        return element is not null;
    }

    private Element? Sequence(DicomTag tag, JsonElement attribute)
    {
        List<Dataset> items = [];
        if (attribute.TryGetProperty("Value", out JsonElement values) && values.ValueKind != JsonValueKind.Null)
        {
            if (values.ValueKind != JsonValueKind.Array)
            {
                return Fail<Element>("its Value is no array");
            }

            foreach (JsonElement item in values.EnumerateArray())
            {
                path.Add((items.Count + 1).ToString(CultureInfo.InvariantCulture));
                if (++elements > limits.MaxElements)
                {
                    return Fail<Element>("too many attributes");
                }

                if ((item.ValueKind == JsonValueKind.Null ? new Dataset() : BuildItem(item)) is not { } dataset)
                {
                    return null;
                }

                items.Add(dataset);
                path.RemoveAt(path.Count - 1);
            }
        }

        return new Element { Tag = tag, Vr = Vr.SQ, Items = items };
    }

    private Element? Plain(DicomTag tag, Vr vr, JsonElement attribute)
    {
        if (attribute.TryGetProperty("InlineBinary", out JsonElement binary))
        {
            return binary.ValueKind == JsonValueKind.String && binary.TryGetBytesFromBase64(out byte[]? bytes)
                ? new Element { Tag = tag, Vr = vr, Value = bytes.Length % 2 == 0 ? bytes : [.. bytes, 0] }
                : Fail<Element>("its InlineBinary is no base64");
        }

        if (!attribute.TryGetProperty("Value", out JsonElement values) || values.ValueKind == JsonValueKind.Null)
        {
            return new Element { Tag = tag, Vr = vr };
        }

        if (values.ValueKind != JsonValueKind.Array)
        {
            return Fail<Element>("its Value is no array");
        }

        byte[]? value = JsonValues.Encode(vr, values, out bool isAscii, out string? fault);
        needsUtf8 |= !isAscii;
        return value is null ? Fail<Element>(fault!) : new Element { Tag = tag, Vr = vr, Value = value };
    }

    private bool Fail(string detail)
    {
        Error ??= new(string.Join('/', path), detail);
        return false;
    }

    private T? Fail<T>(string detail) where T : class
    {
        _ = Fail(detail);
        return null;
    }
}
