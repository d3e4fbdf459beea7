using System.Globalization;

namespace Gantry.Dicom.Values;

/// <summary>A TM value, or the time part of a DT value: HH, HHMM, HHMMSS or HHMMSS.F to HHMMSS.FFFFFF (PS3.5 6.2).</summary>
public readonly record struct DicomTime : IComparable<DicomTime>
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    private DicomTime(long ticks, int digits) => (Ticks, Digits) = (ticks, digits);

    /// <summary>Digits that are given: 2, 4, 6, or 7 to 12 with a fraction of a second.</summary>
    public int Digits { get; }

    /// <summary>The first moment that it can mean, since midnight.</summary>
    public TimeSpan Earliest => new(Ticks);

    /// <summary>The last microsecond that it can mean, since midnight.</summary>
    public TimeSpan Latest => new(Ticks + Width - TicksPerMicrosecond);

    private long Ticks { get; }

    private long Width => Digits switch
    {
        2 => TimeSpan.TicksPerHour,
        4 => TimeSpan.TicksPerMinute,
        _ => TimeSpan.TicksPerSecond / (long)Math.Pow(10, Digits - 6),
    };

    public static DicomTime From(TimeOnly time) => new(time.Ticks / TicksPerMicrosecond * TicksPerMicrosecond, 12);

    /// <summary>Reads a TM value. Lenient: HH:MM:SS of ACR-NEMA 300, and more than six digits of a fraction (cut off), PS3.5 6.2.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomTime time)
    {
        time = default;
        text = text.Trim(" \0");
        if (text.Length >= 5 && text[2] == ':')
        {
            text = text.ToString().Replace(":", "", StringComparison.Ordinal);
        }

        int point = text.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<char> fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.Length is not (2 or 4 or 6) || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9')
            || (point >= 0 && (whole.Length != 6 || fraction.IsEmpty)))
        {
            return false;
        }

        int hours = Number(whole[..2]);
        int minutes = whole.Length > 2 ? Number(whole[2..4]) : 0;
        int seconds = whole.Length > 4 ? Number(whole[4..]) : 0;
        if (hours > 23 || minutes > 59 || seconds > 60)
        {
            return false;
        }

        // PS3.5 6.2 allows the leap second 60: it counts as the last second of its minute, so that a day has no more than 24 hours.
        long ticks = new TimeSpan(hours, minutes, Math.Min(seconds, 59)).Ticks;
        fraction = fraction[..Math.Min(fraction.Length, 6)];
        if (!fraction.IsEmpty)
        {
            ticks += Number(fraction) * (TimeSpan.TicksPerSecond / (long)Math.Pow(10, fraction.Length));
        }

        time = new DicomTime(ticks, whole.Length + fraction.Length);
        return true;
    }

    public int CompareTo(DicomTime other) => Ticks.CompareTo(other.Ticks);

    public static bool operator <(DicomTime a, DicomTime b) => a.Ticks < b.Ticks;
    public static bool operator >(DicomTime a, DicomTime b) => a.Ticks > b.Ticks;
    public static bool operator <=(DicomTime a, DicomTime b) => a.Ticks <= b.Ticks;
    public static bool operator >=(DicomTime a, DicomTime b) => a.Ticks >= b.Ticks;

    /// <summary>In DICOM form, with the digits that are given.</summary>
    public override string ToString()
    {
        string all = Earliest.ToString("hhmmssffffff", CultureInfo.InvariantCulture)[..Math.Max(Digits, 2)];
        return all.Length > 6 ? $"{all[..6]}.{all[6..]}" : all;
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
