using System.Globalization;

namespace Gantry.Dicom.Values;

/// <summary>A DT value: YYYY[MM[DD[HH[MM[SS[.F-FFFFFF]]]]]][&amp;ZZXX] (PS3.5 6.2).</summary>
/// <param name="Date">The date, whole where there is a time.</param>
/// <param name="Time">The time, where there is one.</param>
/// <param name="Offset">Offset from UTC; null: the data set's Timezone Offset From UTC (0008,0201), or local time.</param>
public readonly record struct DicomDateTime(DicomDate Date, DicomTime? Time, TimeSpan? Offset)
{
    /// <summary>The first moment that it can mean, in its own time zone.</summary>
    public DateTime Earliest => Date.Earliest.ToDateTime(TimeOnly.MinValue) + (Time?.Earliest ?? TimeSpan.Zero);

    /// <summary>The last microsecond that it can mean, in its own time zone.</summary>
    public DateTime Latest => Date.Latest.ToDateTime(TimeOnly.MinValue) + (Time?.Latest ?? (TimeSpan.FromDays(1) - TimeSpan.FromMicroseconds(1)));

    public static bool TryParse(ReadOnlySpan<char> text, out DicomDateTime value)
    {
        value = default;
        text = text.Trim(" \0");
        TimeSpan? offset = null;
        int sign = text.IndexOfAny('+', '-');
        if (sign >= 0)
        {
            if (!TryParseOffset(text[sign..], out TimeSpan parsed))
            {
                return false;
            }

            offset = parsed;
            text = text[..sign];
        }

        ReadOnlySpan<char> dateText = text[..Math.Min(text.Length, 8)];
        if (!DicomDate.TryParsePartial(dateText, out DicomDate date))
        {
            return false;
        }

        DicomTime? time = null;
        if (text.Length > 8)
        {
            if (!DicomTime.TryParse(text[8..], out DicomTime parsed))
            {
                return false;
            }

            time = parsed;
        }

        value = new DicomDateTime(date, time, offset);
        return true;
    }

    /// <summary>In DICOM form, as far as it is known.</summary>
    public override string ToString() => $"{Date}{Time}{OffsetText}";

    private string OffsetText => Offset is { } offset
        ? (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hhmm", CultureInfo.InvariantCulture)
        : "";

    /// <summary>&amp;ZZXX from -1200 to +1400; -0000 is not allowed by PS3.5 6.2 but reads as UTC.</summary>
    private static bool TryParseOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length != 5 || text[1..].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        int hours = int.Parse(text[1..3], NumberStyles.None, CultureInfo.InvariantCulture);
        int minutes = int.Parse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture);
        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return minutes < 60 && offset >= TimeSpan.FromHours(-12) && offset <= TimeSpan.FromHours(14);
    }
}
