using System.Globalization;

namespace Gantry.Archive.Query;

/// <summary>
/// When a study was, as one number by which lists are sorted, newest first: days since 1600-01-01 (at least 1, at most 262,143) times 131,072, plus seconds of the day.
/// 0 is a study without a readable date (PS3.5 6.2, DA and TM).
/// </summary>
public static class StudyRecency
{
    /// <summary>Bits of the seconds of a day.</summary>
    public const int TimeBits = 17;

    /// <summary>Bits of the whole number.</summary>
    public const int Bits = 35;

    private const int MaxDay = (1 << (Bits - TimeBits)) - 1;
    private static readonly int Epoch = new DateOnly(1600, 1, 1).DayNumber - 1;

    public static long Of(string? date, string? time) => TryDay(date, out long day) ? (day << TimeBits) + SecondOf(time) : 0;

    /// <summary>The day of a DA value, YYYYMMDD or the older YYYY.MM.DD (PS3.5 6.2). Days before 1600 count as the first, days after 2317 as the last.</summary>
    public static bool TryDay(string? date, out long day)
    {
        day = 0;
        ReadOnlySpan<char> text = date.AsSpan().Trim();
        if (!DateOnly.TryParseExact(text, text.Length == 10 ? "yyyy.MM.dd" : "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly value))
        {
            return false;
        }

        day = Math.Clamp(value.DayNumber - Epoch, 1, MaxDay);
        return true;
    }

    /// <summary>The same number of a day; null for none.</summary>
    public static long? DayOf(DateOnly? day) => day is { } value ? Math.Clamp(value.DayNumber - Epoch, 1, MaxDay) : null;

    private static int SecondOf(string? time)
    {
        ReadOnlySpan<char> text = time.AsSpan().Trim();
        int second = 0;
        int unit = 3600;
        for (int i = 0; unit > 0 && i < text.Length; unit /= 60)
        {
            if (text[i] == ':')
            {
                i++;
            }

            if (i + 2 > text.Length || !int.TryParse(text.Slice(i, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value > 60)
            {
                break;
            }

            second += value * unit;
            i += 2;
        }

        return Math.Min(second, 86_400);
    }
}
