using System.Text.Json;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Text;

namespace Gantry.Dicom.Json;

/// <summary>Text values as JSON strings, person names as objects of their component groups (PS3.18 F.2.2, F.2.3).</summary>
internal static class JsonText
{
    private static readonly JsonEncodedText[] Groups = [JsonEncodedText.Encode("Alphabetic"), JsonEncodedText.Encode("Ideographic"), JsonEncodedText.Encode("Phonetic")];

    public static bool IsText(Vr vr) => vr is Vr.AE or Vr.AS or Vr.CS or Vr.DA or Vr.DT or Vr.LO or Vr.LT or Vr.PN or Vr.SH or Vr.ST or Vr.TM or Vr.UC or Vr.UI or Vr.UR or Vr.UT;

    public static void WriteValues(Utf8JsonWriter json, JsonEncodedText name, Element element, SpecificCharacterSet characterSet)
    {
        ReadOnlySpan<byte> bytes = element.Value.Span;
        if (System.Text.Ascii.IsValid(bytes) && !bytes.Contains((byte)0x1B))
        {
            Write(json, name, bytes, element.Vr);
            return;
        }

        Write(json, name, System.Text.Encoding.UTF8.GetBytes(characterSet.Decode(bytes, element.Vr)), element.Vr);
    }

    /// <summary>From here the text is UTF-8, where '\', '^' and '=' are never part of another character.</summary>
    private static void Write(Utf8JsonWriter json, JsonEncodedText name, ReadOnlySpan<byte> text, Vr vr)
    {
        text = text.TrimEnd(" \0"u8);
        if (text.IsEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        if (vr is Vr.LT or Vr.ST or Vr.UT or Vr.UR)
        {
            json.WriteStringValue(text);
        }
        else
        {
            foreach (Range range in text.Split((byte)'\\'))
            {
                WriteOne(json, text[range], vr);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteOne(Utf8JsonWriter json, ReadOnlySpan<byte> value, Vr vr)
    {
        value = vr is Vr.PN or Vr.UC ? value.TrimEnd(" \0"u8) : value.Trim(" \0"u8);
        if (value.IsEmpty)
        {
            json.WriteNullValue();
        }
        else if (vr == Vr.PN)
        {
            WriteName(json, value);
        }
        else
        {
            json.WriteStringValue(value);
        }
    }

    private static void WriteName(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WriteStartObject();
        int group = 0;
        foreach (Range range in name.Split((byte)'='))
        {
            ReadOnlySpan<byte> text = name[range].TrimEnd((byte)' ');
            if (group < Groups.Length && !text.IsEmpty)
            {
                json.WriteString(Groups[group], text);
            }

            group++;
        }

        json.WriteEndObject();
    }
}
