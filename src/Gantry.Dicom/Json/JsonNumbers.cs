using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Json;

/// <summary>
/// Numbers as JSON numbers (PS3.18 F.2.3). What JSON or a double cannot hold exactly is a string, as the model allows: DS and IS that are no
/// numbers, 64-bit integers beyond 2^53, and the values that IEEE calls not finite.
/// </summary>
internal static class JsonNumbers
{
    private const long MaxExact = 1L << 53;

    /// <summary>DS and IS: the digits as they stand where JSON allows them, so that no digit is lost.</summary>
    public static void WriteStrings(Utf8JsonWriter json, JsonEncodedText name, Element element)
    {
        ReadOnlySpan<byte> text = element.Value.Span.TrimEnd(" \0"u8);
        if (text.IsEmpty)
        {
            return;
        }

        Span<byte> form = stackalloc byte[32];
        json.WriteStartArray(name);
        foreach (Range range in text.Split((byte)'\\'))
        {
            ReadOnlySpan<byte> value = text[range].Trim(" \0"u8);
            if (value.IsEmpty)
            {
                json.WriteNullValue();
            }
            else if (TryForm(value, element.Vr, form, out int length))
            {
                json.WriteRawValue(form[..length], skipInputValidation: true);
            }
            else
            {
                json.WriteStringValue(System.Text.Encoding.Latin1.GetString(value));
            }
        }

        json.WriteEndArray();
    }

    public static void WriteBinary(Utf8JsonWriter json, JsonEncodedText name, Element element)
    {
        int size = element.Vr switch { Vr.US or Vr.SS => 2, Vr.UL or Vr.SL or Vr.FL or Vr.AT => 4, Vr.FD or Vr.SV or Vr.UV => 8, _ => 0 };
        ReadOnlySpan<byte> bytes = element.Value.Span;
        if (size == 0 || bytes.Length < size)
        {
            return;
        }

        json.WriteStartArray(name);
        for (; bytes.Length >= size; bytes = bytes[size..])
        {
            WriteOne(json, element.Vr, bytes, element.IsBigEndian);
        }

        json.WriteEndArray();
    }

    private static void WriteOne(Utf8JsonWriter json, Vr vr, ReadOnlySpan<byte> bytes, bool big)
    {
        switch (vr)
        {
            case Vr.US:
                json.WriteNumberValue((uint)(big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes)));
                break;
            case Vr.SS:
                json.WriteNumberValue((int)(big ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes)));
                break;
            case Vr.UL:
                json.WriteNumberValue(big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes));
                break;
            case Vr.SL:
                json.WriteNumberValue(big ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes));
                break;
            case Vr.FL:
                WriteSingle(json, big ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes));
                break;
            case Vr.FD:
                WriteDouble(json, big ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes));
                break;
            case Vr.SV:
                WriteLong(json, big ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes));
                break;
            case Vr.UV:
                ulong value = big ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                if (value <= (ulong)MaxExact)
                {
                    json.WriteNumberValue(value);
                }
                else
                {
                    json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
                }

                break;
            default:
                DicomTag tag = big
                    ? new(BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]))
                    : new(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
                json.WriteStringValue(tag.Hex);
                break;
        }
    }

    private static void WriteLong(Utf8JsonWriter json, long value)
    {
        if (value is >= -MaxExact and <= MaxExact)
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteSingle(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>JSON's form of a decimal string: no plus sign, no leading zeros, digits on both sides of the point. False for what is no number.</summary>
    private static bool TryForm(ReadOnlySpan<byte> value, Vr vr, Span<byte> form, out int length)
    {
        length = 0;
        if (value.Length > 24 || !Utf8Parser.TryParse(value, out double number, out int consumed) || consumed != value.Length || !double.IsFinite(number)
            || !char.IsAsciiDigit((char)value[^1]) && value[^1] != '.'
            || (vr == Vr.IS && (value.ContainsAny(".eE"u8) || Math.Abs(number) > MaxExact)))
        {
            return false;
        }

        if (value[0] is (byte)'-' or (byte)'+')
        {
            if (value[0] == '-')
            {
                form[length++] = (byte)'-';
            }

            value = value[1..];
        }

        while (value.Length > 1 && value[0] == '0' && char.IsAsciiDigit((char)value[1]))
        {
            value = value[1..];
        }

        if (value[0] == '.')
        {
            form[length++] = (byte)'0';
        }

        foreach (byte b in value)
        {
            if (!char.IsAsciiDigit((char)b) && length > 0 && form[length - 1] == '.')
            {
                form[length++] = (byte)'0';
            }

            form[length++] = b;
        }

        if (form[length - 1] == '.')
        {
            form[length++] = (byte)'0';
        }

        return true;
    }
}
