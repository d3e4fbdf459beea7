using System.Globalization;

namespace Gantry.Dicom.Values;

/// <summary>How many values an attribute may have (PS3.5 6.4): from <c>Minimum</c> to <c>Maximum</c> (null: no end) in steps of <c>Step</c>.</summary>
public readonly record struct ValueMultiplicity(int Minimum, int? Maximum, int Step)
{
    /// <summary>Whether so many values are allowed.</summary>
    public bool Allows(int count) => count >= Minimum && (Maximum is null || count <= Maximum) && (count - Minimum) % Step == 0;

    /// <summary>Reads the form of PS3.6: <c>1</c>, <c>1-3</c>, <c>1-n</c>, <c>2-2n</c>, <c>3-3n</c>; of alternatives ("1-n or 1") the first.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ValueMultiplicity multiplicity)
    {
        multiplicity = default;
        int or = text.IndexOf(" or ");
        text = (or < 0 ? text : text[..or]).Trim();
        int dash = text.IndexOf('-');
        if (!TryNumber(dash < 0 ? text : text[..dash], out int minimum))
        {
            return false;
        }

        if (dash < 0)
        {
            multiplicity = new ValueMultiplicity(minimum, minimum, 1);
            return true;
        }

        ReadOnlySpan<char> end = text[(dash + 1)..];
        int step = 1, maximum = 0;
        if (end is [.., 'n'] ? end.Length > 1 && !TryNumber(end[..^1], out step) : !TryNumber(end, out maximum))
        {
            return false;
        }

        multiplicity = new ValueMultiplicity(minimum, maximum == 0 ? null : maximum, step);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
