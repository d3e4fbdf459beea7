using System.Globalization;

namespace Gantry.Archive.Query;

/// <summary>DA values, YYYYMMDD or the older YYYY.MM.DD (PS3.5 6.2), as numbers of days.</summary>
public static class DateValue
{
    public static bool TryParse(ReadOnlySpan<char> text, out int day)
    {
        text = text.Trim();
        bool isDate = DateOnly.TryParseExact(text, text.Length == 10 ? "yyyy.MM.dd" : "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
        day = date.DayNumber;
        return isDate;
    }

    /// <summary>Both ends inclusive, null or empty open. A value or an end that is no date matches nothing.</summary>
    public static bool IsIn(string value, string? from, string? to) =>
        TryParse(value, out int day)
        && (string.IsNullOrEmpty(from) || (TryParse(from, out int first) && first <= day))
        && (string.IsNullOrEmpty(to) || (TryParse(to, out int last) && day <= last));
}
