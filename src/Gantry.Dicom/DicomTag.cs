using System.Globalization;

namespace Gantry.Dicom;

/// <summary>An attribute tag: group and element number (PS3.5 7.1).</summary>
public readonly record struct DicomTag(uint Value) : IComparable<DicomTag>
{
    public DicomTag(ushort group, ushort element) : this(((uint)group << 16) | element) { }

    public ushort Group => (ushort)(Value >> 16);
    public ushort Element => (ushort)Value;

    /// <summary>Odd groups are private (PS3.5 7.8).</summary>
    public bool IsPrivate => (Value & 0x0001_0000) != 0;

    /// <summary>(gggg,0010-00FF) of an odd group reserves a block of private elements (PS3.5 7.8.1).</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x10 and <= 0xFF;

    public bool IsGroupLength => Element == 0;

    /// <summary>Eight upper-case hex digits, as DICOM JSON names attributes (PS3.18 F.2.2).</summary>
    public string Hex => Value.ToString("X8", CultureInfo.InvariantCulture);

    /// <summary>Reads <c>ggggeeee</c>, <c>gggg,eeee</c> or <c>(gggg,eeee)</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomTag tag)
    {
        tag = default;
        if (text is ['(', .., ')'])
        {
            text = text[1..^1];
        }

        if (text.Length == 9 && text[4] == ',')
        {
            if (ushort.TryParse(text[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort g)
                && ushort.TryParse(text[5..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort e))
            {
                tag = new DicomTag(g, e);
                return true;
            }

            return false;
        }

        if (text.Length != 8 || !uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
        {
            return false;
        }

        tag = new DicomTag(value);
        return true;
    }

    public int CompareTo(DicomTag other) => Value.CompareTo(other.Value);
    public static bool operator <(DicomTag a, DicomTag b) => a.Value < b.Value;
    public static bool operator >(DicomTag a, DicomTag b) => a.Value > b.Value;
    public static bool operator <=(DicomTag a, DicomTag b) => a.Value <= b.Value;
    public static bool operator >=(DicomTag a, DicomTag b) => a.Value >= b.Value;

    public override string ToString() => $"({Group:X4},{Element:X4})";
}
