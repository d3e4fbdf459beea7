using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Archive.Query;

/// <summary>
/// A range of days as in "20240101-20241231", either end open; an end may be counted back from today: "-90d-" is the last ninety days, "--365d" is up to a year ago.
/// </summary>
/// <param name="From">The first day; null for open.</param>
/// <param name="To">The last day; null for open.</param>
public sealed partial record DayRange(DateOnly? From, DateOnly? To)
{
    /// <summary>False for what is no such range: a single date, for one.</summary>
    public static bool TryParse(string text, DateOnly today, out DayRange range)
    {
        range = new DayRange(null, null);
        Match match = Form().Match(text);
        if (!match.Success || match.Groups[1].Length + match.Groups[2].Length == 0 || !TryEnd(match.Groups[1], today, out DateOnly? from) || !TryEnd(match.Groups[2], today, out DateOnly? to))
        {
            return false;
        }

        range = new DayRange(from, to);
        return true;
    }

    /// <summary>A DA value (PS3.5 6.2); what is no date is in no range.</summary>
    public bool Contains(string value) =>
        DateValue.TryParse(value, out int day) && (From is not { } from || from.DayNumber <= day) && (To is not { } to || day <= to.DayNumber);

    private static bool TryEnd(Group end, DateOnly today, out DateOnly? day)
    {
        day = null;
        if (end.Length == 0)
        {
            return true;
        }

        if (end.ValueSpan is ['-', .. var digits, 'd'])
        {
            int back = int.Parse(digits, CultureInfo.InvariantCulture);
            day = DateOnly.FromDayNumber(Math.Max(0, today.DayNumber - back));
            return true;
        }

        bool isDate = DateValue.TryParse(end.ValueSpan, out int number);
        day = isDate ? DateOnly.FromDayNumber(number) : null;
        return isDate;
    }

    [GeneratedRegex(@"^([0-9]{8}|-[0-9]{1,5}d)?-([0-9]{8}|-[0-9]{1,5}d)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
