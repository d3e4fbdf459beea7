using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gantry.Dicom.Dictionary;

namespace Gantry.Dicom.Json;

/// <summary>Value arrays of the JSON model as little endian value fields.</summary>
internal static class JsonValues
{
    private const int LongestDecimal = 16;

    /// <summary>The value field, padded; null with a fault for what the VR cannot hold.</summary>
    public static byte[]? Encode(Vr vr, JsonElement values, out bool isAscii, out string? fault)
    {
        isAscii = true;
        fault = null;
        if (vr is Vr.US or Vr.SS or Vr.UL or Vr.SL or Vr.FL or Vr.FD or Vr.SV or Vr.UV or Vr.AT)
        {
            return Binary(vr, values, out fault);
        }

        if (!JsonText.IsText(vr) && vr is not (Vr.DS or Vr.IS))
        {
            fault = values.GetArrayLength() == 0 ? null : $"{DicomDictionary.NameOf(vr)} has InlineBinary or BulkDataURI, no Value";
            return fault is null ? [] : null;
        }

        StringBuilder text = new();
        bool isFirst = true;
        foreach (JsonElement value in values.EnumerateArray())
        {
            if (!isFirst)
            {
                text.Append('\\');
            }

            isFirst = false;
            if (TextOf(vr, value) is not string one)
            {
                fault = $"a value is no {DicomDictionary.NameOf(vr)}";
                return null;
            }

            text.Append(one);
        }

        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text.ToString());
        isAscii = System.Text.Ascii.IsValid(bytes);
        return bytes.Length % 2 == 0 ? bytes : [.. bytes, (byte)(vr == Vr.UI ? 0 : ' ')];
    }

    private static string? TextOf(Vr vr, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.Object when vr == Vr.PN => NameOf(value),
        JsonValueKind.Number when vr == Vr.DS => DecimalOf(value),
        JsonValueKind.Number when vr == Vr.IS => IntegerOf(value),
        // Lenient: numbers as text of any VR, and PN as a plain string, early writers of the model, PS3.18 F.2.2.
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.String => StringOf(value),
        _ => null,
    };

    private static string? StringOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in an escape: JSON lets it pass, UTF-8 has no form for it.
            return null;
        }
    }

    private static string? NameOf(JsonElement value)
    {
        string[] groups = ["", "", ""];
        string[] names = ["Alphabetic", "Ideographic", "Phonetic"];
        for (int i = 0; i < names.Length; i++)
        {
            if (value.TryGetProperty(names[i], out JsonElement group) && group.ValueKind != JsonValueKind.Null)
            {
                if (group.ValueKind != JsonValueKind.String || StringOf(group) is not string text)
                {
                    return null;
                }

                groups[i] = text;
            }
        }

        return string.Join('=', groups).TrimEnd('=');
    }

    private static string? DecimalOf(JsonElement value)
    {
        string raw = value.GetRawText();
        if (raw.Length <= LongestDecimal)
        {
            return raw;
        }

        if (!value.TryGetDouble(out double number) || !double.IsFinite(number))
        {
            return null;
        }

        for (int digits = 17; digits > 1; digits--)
        {
            string text = number.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (text.Length <= LongestDecimal)
            {
                return text;
            }
        }

        return null;
    }

    private static string? IntegerOf(JsonElement value) =>
        value.TryGetInt64(out long exact) ? exact.ToString(CultureInfo.InvariantCulture)
        : value.TryGetDouble(out double number) && number == Math.Floor(number) && Math.Abs(number) < 1e15 ? ((long)number).ToString(CultureInfo.InvariantCulture)
        : null;

    private static byte[]? Binary(Vr vr, JsonElement values, out string? fault)
    {
        fault = null;
        ArrayBufferWriter<byte> output = new(Math.Max(8, values.GetArrayLength() * 8));
        foreach (JsonElement value in values.EnumerateArray())
        {
            int written = WriteOne(vr, ScalarOf(value), output.GetSpan(8));
            if (written == 0)
            {
                fault = $"a value is no {DicomDictionary.NameOf(vr)}";
                return null;
            }

            output.Advance(written);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Values of a binary VR from their texts; null for what it cannot hold.</summary>
    public static byte[]? EncodeBinary(Vr vr, IReadOnlyList<string> texts)
    {
        ArrayBufferWriter<byte> output = new(texts.Count * 8);
        foreach (string text in texts)
        {
            int written = WriteOne(vr, text, output.GetSpan(8));
            if (written == 0)
            {
                return null;
            }

            output.Advance(written);
        }

        return output.WrittenSpan.ToArray();
    }

    private static string? ScalarOf(JsonElement value) =>
        value.ValueKind switch { JsonValueKind.Number => value.GetRawText(), JsonValueKind.String => StringOf(value), _ => null };

    /// <summary>The bytes written; 0 for what the VR cannot hold.</summary>
    private static int WriteOne(Vr vr, string? text, Span<byte> output)
    {
        if (text is null)
        {
            return 0;
        }

        if (vr == Vr.AT)
        {
            if (!DicomTag.TryParse(text, out DicomTag tag))
            {
                return 0;
            }

            BinaryPrimitives.WriteUInt16LittleEndian(output, tag.Group);
            BinaryPrimitives.WriteUInt16LittleEndian(output[2..], tag.Element);
            return 4;
        }

        if (vr is Vr.FL or Vr.FD)
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            {
                return 0;
            }

            if (vr == Vr.FD)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(output, number);
                return 8;
            }

            BinaryPrimitives.WriteSingleLittleEndian(output, float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
            return 4;
        }

        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal integer) || integer != decimal.Floor(integer))
        {
            return 0;
        }

        return WriteInteger(vr, integer, output);
    }

    private static int WriteInteger(Vr vr, decimal value, Span<byte> output)
    {
        (int size, decimal low, decimal high) = vr switch
        {
            Vr.US => (2, 0, ushort.MaxValue),
            Vr.SS => (2, short.MinValue, short.MaxValue),
            Vr.UL => (4, 0, uint.MaxValue),
            Vr.SL => (4, int.MinValue, int.MaxValue),
            Vr.SV => (8, long.MinValue, long.MaxValue),
            Vr.UV => (8, 0, ulong.MaxValue),
            _ => (0, 1m, 0m),
        };
        if (value < low || value > high)
        {
            return 0;
        }

        ulong bits = value < 0 ? (ulong)(long)value : (ulong)value;
        Span<byte> whole = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(whole, bits);
        whole[..size].CopyTo(output);
        return size;
    }
}
