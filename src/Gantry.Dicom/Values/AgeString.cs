using System.Globalization;

namespace Gantry.Dicom.Values;

/// <summary>An AS value (PS3.5 6.2): three digits and a unit, D, W, M or Y.</summary>
public readonly record struct AgeString(int Count, char Unit)
{
    public static bool TryParse(ReadOnlySpan<char> text, out AgeString age)
    {
        text = text.Trim(" \0");

        // Lenient: fewer than three digits ("45Y") and lower-case units, PS3.5 6.2.
        char unit = text.Length is >= 2 and <= 4 ? char.ToUpperInvariant(text[^1]) : '\0';
        age = default;
        if (unit is not ('D' or 'W' or 'M' or 'Y') || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return false;
        }

        age = new AgeString(count, unit);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count:D3}{Unit}");
}
