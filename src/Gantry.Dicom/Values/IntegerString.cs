using System.Globalization;

namespace Gantry.Dicom.Values;

/// <summary>IS values (PS3.5 6.2): whole numbers in decimal, from -2^31 to 2^31-1.</summary>
public static class IntegerString
{
    /// <summary>Reads a value. Lenient: numbers beyond 32 bits, and a fraction of zeros ("1.0"), which some devices write, PS3.5 6.2.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        text = text.Trim(" \0");
        int point = text.IndexOf('.');
        if (point > 0 && !text[(point + 1)..].ContainsAnyExcept('0'))
        {
            text = text[..point];
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
