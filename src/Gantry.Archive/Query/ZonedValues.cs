using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Query;

/// <summary>
/// A row's attributes with its dates and times in the asker's zone. Only a date with its time is a moment that can be told in another zone; a date alone, and a
/// time alone, stay as they are.
/// </summary>
public sealed class ZonedValues(Func<DicomTag, string?> row, QueryZone zone)
{
    public string? Value(DicomTag tag)
    {
        if (tag == Tags.TimezoneOffsetFromUTC)
        {
            return zone.Text;
        }

        foreach ((DicomTag dateTag, DicomTag timeTag) in QueryPlanner.DateTimes)
        {
            if (tag == dateTag || tag == timeTag)
            {
                return Moment(row(dateTag), row(timeTag)) is { } moment ? (tag == dateTag ? moment.Date : moment.Time) : row(tag);
            }
        }

        return row(tag);
    }

    private (string Date, string Time)? Moment(string? date, string? time)
    {
        if (date is null || time is null || !DateValue.TryParse(date, out int day) || !TimeValue.TryParse(time, out long microseconds, out _))
        {
            return null;
        }

        DateTime local = DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue).AddMicroseconds(Math.Min(microseconds, 86_399_999_999));
        TimeSpan own = QueryZone.ParseOffset(row(Tags.TimezoneOffsetFromUTC)) ?? zone.Archive.GetUtcOffset(local);
        TimeSpan shift = zone.Asker - own;
        if (shift == TimeSpan.Zero || local.Year is < 2 or > 9998)
        {
            return null;
        }

        DateTime asked = local + shift;
        string digits = time.Trim().Replace(":", "", StringComparison.Ordinal);
        string whole = asked.ToString("HHmmss", CultureInfo.InvariantCulture);
        string moved = digits.Length <= 2 && shift.Minutes != 0 ? whole[..4] : digits.Length <= 6 ? whole[..digits.Length] : whole + digits[6..];
        return (asked.ToString("yyyyMMdd", CultureInfo.InvariantCulture), moved);
    }
}
