using System.Globalization;
using System.Text.Json;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Dictionary;

namespace Gantry.Dicom.Json;

/// <summary>Writes the attributes of a data set and keeps the path to the current one.</summary>
internal sealed class JsonElementWriter(Utf8JsonWriter json, DicomJsonOptions options)
{
    private static readonly JsonEncodedText VrName = JsonEncodedText.Encode("vr");
    private static readonly JsonEncodedText ValueName = JsonEncodedText.Encode("Value");
    private static readonly JsonEncodedText InlineBinaryName = JsonEncodedText.Encode("InlineBinary");
    private static readonly JsonEncodedText BulkDataUriName = JsonEncodedText.Encode("BulkDataURI");
    private readonly List<(DicomTag Tag, int Item)> around = [];

    public void WriteDataset(Dataset dataset)
    {
        json.WriteStartObject();
        foreach (Element element in dataset)
        {
            if (!element.Tag.IsGroupLength)
            {
                Write(element.Reveal(), dataset);
            }
        }

        json.WriteEndObject();
    }

    private void Write(Element element, Dataset dataset)
    {
        Span<byte> hex = stackalloc byte[8];
        _ = element.Tag.Value.TryFormat(hex, out _, "X8", CultureInfo.InvariantCulture);
        json.WriteStartObject(hex);
        json.WriteString(VrName, [(byte)((ushort)element.Vr >> 8), (byte)element.Vr]);
        if (element.Items is { Count: > 0 } items)
        {
            WriteItems(element.Tag, items);
        }
        else if (element.Tag == Tags.SpecificCharacterSet)
        {
            json.WriteStartArray(ValueName);
            json.WriteStringValue("ISO_IR 192"u8);
            json.WriteEndArray();
        }
        else if (!element.IsEmpty)
        {
            WriteValue(element, dataset);
        }

        json.WriteEndObject();
    }

    private void WriteValue(Element element, Dataset dataset)
    {
        if (element.Vr is Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.UN or Vr.None)
        {
            WriteBinary(element);
        }
        else if (JsonText.IsText(element.Vr))
        {
            JsonText.WriteValues(json, ValueName, element, dataset.CharacterSet);
        }
        else if (element.Vr is Vr.DS or Vr.IS)
        {
            JsonNumbers.WriteStrings(json, ValueName, element);
        }
        else
        {
            JsonNumbers.WriteBinary(json, ValueName, element);
        }
    }

    private void WriteItems(DicomTag tag, IReadOnlyList<Dataset> items)
    {
        json.WriteStartArray(ValueName);
        for (int i = 0; i < items.Count; i++)
        {
            around.Add((tag, i + 1));
            WriteDataset(items[i]);
            around.RemoveAt(around.Count - 1);
        }

        json.WriteEndArray();
    }

    private void WriteBinary(Element element)
    {
        if (options.BulkDataUri?.Invoke(PathOf(element.Tag), element) is string uri)
        {
            json.WriteString(BulkDataUriName, uri);
        }
        else if (element.Fragments is null)
        {
            json.WriteBase64String(InlineBinaryName, ByteOrder.LittleEndianOf(element).Span);
        }
    }

    private string PathOf(DicomTag tag) =>
        around.Count == 0 ? tag.Hex : string.Concat(around.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Tag.Hex}/{step.Item}/"))) + tag.Hex;
}
