using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Gantry.Dicom;
using Gantry.Dicom.Text;

namespace Gantry.Archive.Ingest;

/// <summary>A value as the index keeps it: text without padding, numbers in decimal, values joined by '\'.</summary>
internal static class AttributeText
{
    // The index is for finding, not for reading: no comment needs more.
    private const int MaxCharacters = 1024;

    /// <param name="value">The value field.</param>
    /// <param name="wanted">The VR that the attribute has by the dictionary.</param>
    /// <param name="found">The VR that the data set gives it.</param>
    /// <param name="characterSet">For text.</param>
    /// <param name="isLittleEndian">For numbers.</param>
    public static string Decode(ReadOnlySpan<byte> value, Vr wanted, Vr found, SpecificCharacterSet characterSet, bool isLittleEndian)
    {
        // Lenient: US for an IS and the like; the encoded VR says how the bytes are to be read, UN leaves it to the dictionary, PS3.5 6.2.2.
        int width = (found is Vr.UN or Vr.None ? wanted : found) switch { Vr.US or Vr.SS => 2, Vr.UL or Vr.SL => 4, _ => 0 };
        return width != 0 ? Numbers(value, width, found is Vr.SS or Vr.SL, isLittleEndian) : Text(value, wanted, characterSet);
    }

    private static string Text(ReadOnlySpan<byte> value, Vr vr, SpecificCharacterSet characterSet)
    {
        bool isFree = vr is Vr.LT or Vr.ST or Vr.UT;
        value = value.TrimEnd(" \0"u8);
        if (value.IsEmpty)
        {
            return "";
        }

        bool usesSet = vr is Vr.PN or Vr.LO or Vr.SH or Vr.LT or Vr.ST or Vr.UC or Vr.UT;
        string text = usesSet && (!Ascii.IsValid(value) || value.Contains((byte)0x1B)) ? characterSet.Decode(value, vr) : Encoding.Latin1.GetString(value);
        text = isFree || !text.Contains(' ', StringComparison.Ordinal) ? text : TrimValues(text);
        return text.Length <= MaxCharacters ? text : text[..MaxCharacters];
    }

    private static string TrimValues(string text) =>
        text.Contains('\\', StringComparison.Ordinal) ? string.Join('\\', text.Split('\\').Select(v => v.Trim(' ', '\0'))) : text.Trim(' ', '\0');

    private static string Numbers(ReadOnlySpan<byte> value, int width, bool isSigned, bool isLittleEndian)
    {
        StringBuilder text = new();
        for (int i = 0; i + width <= value.Length && text.Length < MaxCharacters; i += width)
        {
            ReadOnlySpan<byte> at = value.Slice(i, width);
            long number = (width, isLittleEndian) switch
            {
                (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(at),
                (2, false) => BinaryPrimitives.ReadUInt16BigEndian(at),
                (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(at),
                (_, false) => BinaryPrimitives.ReadUInt32BigEndian(at),
            };
            number = !isSigned ? number : width == 2 ? (short)number : (int)number;
            text.Append(i == 0 ? "" : "\\").Append(CultureInfo.InvariantCulture, $"{number}");
        }

        return text.ToString();
    }
}
