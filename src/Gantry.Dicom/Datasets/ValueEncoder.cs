using System.Buffers.Binary;
using System.Globalization;
using Ascii = System.Text.Encoding;

namespace Gantry.Dicom.Datasets;

/// <summary>Encodes values with the rules of their VR: padding, separators, ranges (PS3.5 6.2, 6.4). Numbers become little endian.</summary>
internal static class ValueEncoder
{
    public static Element Encode(Dataset dataset, DicomTag tag, Vr vr, ReadOnlySpan<string> values)
    {
        if (VrRules.IsString(vr))
        {
            string text = values.Length == 1 ? values[0] ?? "" : string.Join('\\', values!);
            return Encode(tag, vr, EncodeText(dataset, vr, text));
        }

        int size = VrRules.ValueBytes(vr);
        if (size == 0)
        {
            throw new ArgumentException($"{tag} of VR {VrRules.Code(vr)} cannot be set from text.", nameof(vr));
        }

        byte[] bytes = new byte[size * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            EncodeNumber(tag, vr, values[i], bytes.AsSpan(i * size, size));
        }

        return Encode(tag, vr, bytes);
    }

    public static Element Encode(DicomTag tag, Vr vr, ReadOnlySpan<long> values)
    {
        string[] texts = new string[values.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = values[i].ToString(CultureInfo.InvariantCulture);
        }

        return Encode(new Dataset(), tag, vr, texts);
    }

    public static Element Encode(DicomTag tag, Vr vr, ReadOnlyMemory<byte> value)
    {
        if (vr is Vr.SQ or Vr.None)
        {
            throw new ArgumentException($"{tag} of VR {vr} has no value field.", nameof(vr));
        }

        if ((value.Length & 1) == 0)
        {
            return new Element { Tag = tag, Vr = vr, Value = value };
        }

        byte[] padded = new byte[value.Length + 1];
        value.Span.CopyTo(padded);
        padded[^1] = VrRules.Padding(vr);
        return new Element { Tag = tag, Vr = vr, Value = padded };
    }

    private static byte[] EncodeText(Dataset dataset, Vr vr, string text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return Ascii.ASCII.GetBytes(text);
        }

        if (!VrRules.UsesCharacterSet(vr))
        {
            throw new ArgumentException($"VR {VrRules.Code(vr)} holds only ASCII characters.", nameof(text));
        }

        if (!dataset.NamesCharacterSet)
        {
            dataset.NameUtf8();
        }

        return dataset.CharacterSet.Encode(text, vr, out _);
    }

    private static void EncodeNumber(DicomTag tag, Vr vr, string? text, Span<byte> target)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        const NumberStyles Integer = NumberStyles.Integer;
        bool isEncoded = vr switch
        {
            Vr.US => ushort.TryParse(text, Integer, culture, out ushort v) && BinaryPrimitives.TryWriteUInt16LittleEndian(target, v),
            Vr.SS => short.TryParse(text, Integer, culture, out short v) && BinaryPrimitives.TryWriteInt16LittleEndian(target, v),
            Vr.UL => uint.TryParse(text, Integer, culture, out uint v) && BinaryPrimitives.TryWriteUInt32LittleEndian(target, v),
            Vr.SL => int.TryParse(text, Integer, culture, out int v) && BinaryPrimitives.TryWriteInt32LittleEndian(target, v),
            Vr.UV => ulong.TryParse(text, Integer, culture, out ulong v) && BinaryPrimitives.TryWriteUInt64LittleEndian(target, v),
            Vr.SV => long.TryParse(text, Integer, culture, out long v) && BinaryPrimitives.TryWriteInt64LittleEndian(target, v),
            Vr.FL => float.TryParse(text, NumberStyles.Float, culture, out float v) && BinaryPrimitives.TryWriteSingleLittleEndian(target, v),
            Vr.FD => double.TryParse(text, NumberStyles.Float, culture, out double v) && BinaryPrimitives.TryWriteDoubleLittleEndian(target, v),
            Vr.AT => DicomTag.TryParse(text, out DicomTag v) && BinaryPrimitives.TryWriteUInt16LittleEndian(target, v.Group)
                && BinaryPrimitives.TryWriteUInt16LittleEndian(target[2..], v.Element),
            _ => false,
        };
        if (!isEncoded)
        {
            throw new ArgumentException($"'{text}' is no value for {tag} of VR {VrRules.Code(vr)}.", nameof(text));
        }
    }
}
