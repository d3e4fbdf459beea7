using System.Globalization;

namespace Gantry.Dicom.Values;

/// <summary>A DA value, or the date part of a DT value, which may lack its day or month (PS3.5 6.2). 0 stands for what is lacking.</summary>
public readonly record struct DicomDate : IComparable<DicomDate>
{
    private DicomDate(int year, int month, int day) => (Year, Month, Day) = (year, month, day);

    public int Year { get; }

    /// <summary>1 to 12; 0 when lacking.</summary>
    public int Month { get; }

    /// <summary>1 to 31; 0 when lacking.</summary>
    public int Day { get; }

    public bool IsWhole => Day > 0;

    /// <summary>The first day that it can mean.</summary>
    public DateOnly Earliest => new(Year, Math.Max(Month, 1), Math.Max(Day, 1));

    /// <summary>The last day that it can mean.</summary>
    public DateOnly Latest => new(Year, Month > 0 ? Month : 12, Day > 0 ? Day : DateTime.DaysInMonth(Year, Month > 0 ? Month : 12));

    public static DicomDate From(DateOnly date) => new(date.Year, date.Month, date.Day);

    /// <summary>Reads a DA value: YYYYMMDD. Lenient: the form YYYY.MM.DD of ACR-NEMA 300, which PS3.5 6.2 lets readers take.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomDate date)
    {
        text = text.Trim(" \0");
        if (text.Length == 10 && text[4] == '.' && text[7] == '.')
        {
            text = $"{text[..4]}{text[5..7]}{text[8..]}";
        }

        bool isDate = text.Length == 8 & TryParsePartial(text, out date);
        date = isDate ? date : default;
        return isDate;
    }

    /// <summary>Reads YYYY, YYYYMM or YYYYMMDD.</summary>
    public static bool TryParsePartial(ReadOnlySpan<char> text, out DicomDate date)
    {
        date = default;
        if (text.Length is not (4 or 6 or 8) || text.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        int year = Number(text[..4]);
        int month = text.Length > 4 ? Number(text[4..6]) : 0;
        int day = text.Length > 6 ? Number(text[6..]) : 0;
        if (year == 0 || (text.Length > 4 && month is (< 1 or > 12)) || (text.Length > 6 && (day < 1 || day > DateTime.DaysInMonth(year, month))))
        {
            return false;
        }

        date = new DicomDate(year, month, day);
        return true;
    }

    public int CompareTo(DicomDate other) => Earliest.CompareTo(other.Earliest);

    public static bool operator <(DicomDate a, DicomDate b) => a.CompareTo(b) < 0;
    public static bool operator >(DicomDate a, DicomDate b) => a.CompareTo(b) > 0;
    public static bool operator <=(DicomDate a, DicomDate b) => a.CompareTo(b) <= 0;
    public static bool operator >=(DicomDate a, DicomDate b) => a.CompareTo(b) >= 0;

    /// <summary>In DICOM form, as far as it is known.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}{Part(Month)}{Part(Day)}");

    private static string Part(int number) => number == 0 ? "" : number.ToString("D2", CultureInfo.InvariantCulture);

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
