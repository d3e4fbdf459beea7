using System.Globalization;
using System.Xml;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Json;

namespace Gantry.Dicom.Xml;

/// <summary>
/// Writes data sets in the Native DICOM Model (PS3.19 A.1), as application/dicom+xml carries them (PS3.18 8.7.3). Group lengths are left out,
/// (0008,0005) says ISO_IR 192, binary values are little endian; characters that XML cannot hold become U+FFFD.
/// </summary>
public static class NativeXmlWriter
{
    public const string Namespace = "http://dicom.nema.org/PS3.19/models/NativeDICOM";

    private static readonly string[] Groups = ["Alphabetic", "Ideographic", "Phonetic"];
    private static readonly string[] Components = ["FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix"];

    /// <summary>Writes a whole document in UTF-8.</summary>
    public static void Write(Dataset dataset, Stream output, BulkDataUri? bulkData = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using XmlWriter xml = XmlWriter.Create(output, new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(false), CloseOutput = false, NewLineHandling = NewLineHandling.Entitize });
        xml.WriteStartDocument();
        xml.WriteStartElement("NativeDicomModel", Namespace);
        xml.WriteAttributeString("xml", "space", null, "preserve");
        WriteAttributes(xml, dataset, bulkData, "");
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private static void WriteAttributes(XmlWriter xml, Dataset dataset, BulkDataUri? bulkData, string path)
    {
        foreach (Element read in dataset)
        {
            if (read.Tag.IsGroupLength)
            {
                continue;
            }

            Element element = read.Reveal();
            xml.WriteStartElement("DicomAttribute", Namespace);
            xml.WriteAttributeString("tag", element.Tag.Hex);
            xml.WriteAttributeString("vr", DicomDictionary.NameOf(element.Vr));
            if (element.Tag.IsPrivate && !element.Tag.IsPrivateCreator)
            {
                if (dataset.GetString(PrivateDictionary.CreatorTagOf(element.Tag)) is string creator)
                {
                    xml.WriteAttributeString("privateCreator", Clean(creator));
                }
            }
            else if (DicomDictionary.KeywordOf(element.Tag) is string keyword)
            {
                xml.WriteAttributeString("keyword", keyword);
            }

            WriteContent(xml, element, dataset, bulkData, path + element.Tag.Hex);
            xml.WriteEndElement();
        }
    }

    private static void WriteContent(XmlWriter xml, Element element, Dataset dataset, BulkDataUri? bulkData, string path)
    {
        if (element.Vr == Vr.SQ || element.Items is not null)
        {
            for (int i = 0; i < (element.Items?.Count ?? 0); i++)
            {
                string number = (i + 1).ToString(CultureInfo.InvariantCulture);
                xml.WriteStartElement("Item", Namespace);
                xml.WriteAttributeString("number", number);
                WriteAttributes(xml, element.Items![i], bulkData, $"{path}/{number}/");
                xml.WriteEndElement();
            }
        }
        else if (element.IsEmpty)
        {
            return;
        }
        else if (element.Vr is Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.UN or Vr.None)
        {
            WriteBinary(xml, element, bulkData, path);
        }
        else
        {
            IReadOnlyList<string> values = element.Tag == Tags.SpecificCharacterSet ? ["ISO_IR 192"] : dataset.GetStrings(element.Tag);
            for (int i = 0; i < values.Count; i++)
            {
                // An empty value keeps its place by the numbers of the others and is itself written empty, so that a last one is not lost.
                xml.WriteStartElement(element.Vr == Vr.PN ? "PersonName" : "Value", Namespace);
                xml.WriteAttributeString("number", (i + 1).ToString(CultureInfo.InvariantCulture));
                if (element.Vr == Vr.PN)
                {
                    WriteName(xml, Clean(values[i]));
                }
                else
                {
                    xml.WriteString(Clean(values[i]));
                }

                xml.WriteEndElement();
            }
        }
    }

    private static void WriteName(XmlWriter xml, string name)
    {
        string[] groups = name.Split('=', Groups.Length);
        for (int g = 0; g < groups.Length; g++)
        {
            if (groups[g].Length == 0)
            {
                continue;
            }

            xml.WriteStartElement(Groups[g], Namespace);
            string[] components = groups[g].Split('^', Components.Length);
            for (int c = 0; c < components.Length; c++)
            {
                if (components[c].Length > 0)
                {
                    xml.WriteElementString(Components[c], Namespace, components[c]);
                }
            }

            xml.WriteEndElement();
        }
    }

    private static void WriteBinary(XmlWriter xml, Element element, BulkDataUri? bulkData, string path)
    {
        if (bulkData?.Invoke(path, element) is string uri)
        {
            xml.WriteStartElement("BulkData", Namespace);
            xml.WriteAttributeString("uri", uri);
            xml.WriteEndElement();
        }
        else if (element.Fragments is null)
        {
            xml.WriteStartElement("InlineBinary", Namespace);
            byte[] bytes = ByteOrder.LittleEndianOf(element).ToArray();
            xml.WriteBase64(bytes, 0, bytes.Length);
            xml.WriteEndElement();
        }
    }

    private static string Clean(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!IsAllowed(text, i))
            {
                return string.Create(text.Length, text, static (clean, text) =>
                {
                    for (int j = 0; j < clean.Length; j++)
                    {
                        clean[j] = IsAllowed(text, j) ? text[j] : '\uFFFD';
                    }
                });
            }
        }

        return text;
    }

    private static bool IsAllowed(string text, int i) =>
        XmlConvert.IsXmlChar(text[i])
        || (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
        || (char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]));
}
