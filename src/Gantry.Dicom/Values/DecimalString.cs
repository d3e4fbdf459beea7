using System.Globalization;

namespace Gantry.Dicom.Values;

/// <summary>A DS value (PS3.5 6.2): at most 16 characters of a decimal number. The text is kept, so nothing is lost; <see cref="Exact"/> is there where 28 digits hold it.</summary>
public readonly record struct DecimalString
{
    private static readonly System.Buffers.SearchValues<char> Allowed = System.Buffers.SearchValues.Create("0123456789+-.eE");

    private DecimalString(string text, double number) => (Text, Number) = (text, number);

    /// <summary>As it was written, without padding.</summary>
    public string Text { get; }

    public double Number { get; }

    /// <summary>The exact value; null where it is outside what <see cref="decimal"/> holds without rounding.</summary>
    public decimal? Exact => decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact) && (exact != 0 || Number == 0) ? exact : null;

    /// <summary>Reads a value. Lenient: longer than 16 characters, which many devices write, PS3.5 6.2.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DecimalString value)
    {
        value = default;
        text = text.Trim(" \0");
        if (text.IsEmpty || text.ContainsAnyExcept(Allowed)
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
        {
            return false;
        }

        value = new DecimalString(text.ToString(), number);
        return true;
    }

    /// <summary>The nearest number that 16 characters can say.</summary>
    public static DecimalString From(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentOutOfRangeException(nameof(number), number, "A DS value is a finite number (PS3.5 6.2).");
        }

        for (int digits = 17; ; digits--)
        {
            string text = digits == 17 ? number.ToString("R", CultureInfo.InvariantCulture) : number.ToString("G" + digits, CultureInfo.InvariantCulture);
            if (text.Length <= 16)
            {
                return new DecimalString(text, double.Parse(text, CultureInfo.InvariantCulture));
            }
        }
    }

    public override string ToString() => Text ?? "";
}
