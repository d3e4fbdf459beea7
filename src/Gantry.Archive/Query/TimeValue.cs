using System.Globalization;

namespace Gantry.Archive.Query;

/// <summary>TM values, HH[MM[SS[.FFFFFF]]] or with colons (PS3.5 6.2), in microseconds of the day.</summary>
public static class TimeValue
{
    private const long Second = 1_000_000;

    /// <summary>A value covers the time that it leaves open: 10 is 10:00 to the last microsecond before 11:00.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long start, out long end)
    {
        start = end = 0;
        text = text.Trim();
        long unit = 3600 * Second;
        int at = 0;
        while (unit >= Second && at < text.Length)
        {
            if (at > 0 && text[at] == ':')
            {
                at++;
            }

            long limit = unit == 3600 * Second ? 23 : unit == Second ? 60 : 59;
            if (at + 2 > text.Length || !int.TryParse(text.Slice(at, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int part) || part > limit)
            {
                return false;
            }

            start += part * unit;
            end = start + unit - 1;
            at += 2;
            if (unit == Second)
            {
                break;
            }

            unit /= 60;
        }

        return at > 0 && (at == text.Length || AddFraction(text[at..], ref start, ref end));
    }

    /// <summary>Both ends inclusive, null or empty open; the later end includes all that it leaves open.</summary>
    public static bool IsIn(string value, string? from, string? to) =>
        TryParse(value, out long time, out _)
        && (string.IsNullOrEmpty(from) || (TryParse(from, out long first, out _) && first <= time))
        && (string.IsNullOrEmpty(to) || (TryParse(to, out _, out long last) && time <= last));

    private static bool AddFraction(ReadOnlySpan<char> text, ref long start, ref long end)
    {
        if (text[0] != '.' || text.Length is < 2 or > 7)
        {
            return false;
        }

        long unit = Second;
        foreach (char digit in text[1..])
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            unit /= 10;
            start += (digit - '0') * unit;
        }

        end = start + unit - 1;
        return true;
    }
}
