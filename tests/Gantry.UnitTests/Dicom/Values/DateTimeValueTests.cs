using Gantry.Dicom.Values;
using Xunit;

namespace Gantry.UnitTests.Dicom.Values;

public sealed class DateTimeValueTests
{
    [Theory]
    [InlineData("20240229", true)]
    [InlineData("20230229", false)]
    [InlineData("2024.02.29", true)]
    [InlineData("20240229 ", true)]
    [InlineData("202402", false)]
    [InlineData("00000000", false)]
    [InlineData("2024-02-29", false)]
    [InlineData("", false)]
    public void A_date_is_a_day_of_the_calendar(string text, bool isDate)
    {
        Assert.Equal(isDate, DicomDate.TryParse(text, out DicomDate date));
        Assert.Equal(isDate ? "20240229" : "0000", date.ToString());
    }

    [Theory]
    [InlineData("10", "10:00:00", "10:59:59.9999990")]
    [InlineData("1030", "10:30:00", "10:30:59.9999990")]
    [InlineData("103059", "10:30:59", "10:30:59.9999990")]
    [InlineData("103059.25", "10:30:59.2500000", "10:30:59.2599990")]
    [InlineData("103059.123456", "10:30:59.1234560", "10:30:59.1234560")]
    [InlineData("10:30:59", "10:30:59", "10:30:59.9999990")]
    [InlineData("235960", "23:59:59", "23:59:59.9999990")]
    public void A_time_means_its_whole_span(string text, string earliest, string latest)
    {
        Assert.True(DicomTime.TryParse(text, out DicomTime time));
        Assert.Equal(TimeSpan.Parse(earliest), time.Earliest);
        Assert.Equal(TimeSpan.Parse(latest), time.Latest);
    }

    [Theory]
    [InlineData("24")]
    [InlineData("1060")]
    [InlineData("1")]
    [InlineData("1030.5")]
    [InlineData("103000.")]
    [InlineData("abcdef")]
    public void What_is_no_time_is_refused(string text) => Assert.False(DicomTime.TryParse(text, out _));

    [Theory]
    [InlineData("103059.25")]
    [InlineData("10")]
    [InlineData("103059.000001")]
    public void Time_text_survives(string text)
    {
        Assert.True(DicomTime.TryParse(text, out DicomTime time));
        Assert.Equal(text, time.ToString());
    }

    [Theory]
    [InlineData("2024", "2024-01-01", "2024-12-31T23:59:59.999999")]
    [InlineData("202402", "2024-02-01", "2024-02-29T23:59:59.999999")]
    [InlineData("2024022913", "2024-02-29T13:00:00", "2024-02-29T13:59:59.999999")]
    [InlineData("20240229130102.5+0100", "2024-02-29T13:01:02.5", "2024-02-29T13:01:02.599999")]
    public void A_date_time_means_its_whole_span(string text, string earliest, string latest)
    {
        Assert.True(DicomDateTime.TryParse(text, out DicomDateTime value));
        Assert.Equal(DateTime.Parse(earliest), value.Earliest);
        Assert.Equal(DateTime.Parse(latest), value.Latest);
        Assert.Equal(text, value.ToString());
    }

    [Theory]
    [InlineData("20240101-20240131", "2024-01-01", "2024-01-31")]
    [InlineData("20240101-", "2024-01-01", null)]
    [InlineData("-20240131", null, "2024-01-31")]
    [InlineData("20240101", "2024-01-01", "2024-01-01")]
    public void Date_ranges(string text, string? from, string? to)
    {
        Assert.True(DateRange.TryParse(text, out DateRange range));
        Assert.Equal(from is null ? null : DateOnly.Parse(from), range.From);
        Assert.Equal(to is null ? null : DateOnly.Parse(to), range.To);
        Assert.True(range.Contains(range.From ?? range.To!.Value));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("")]
    [InlineData("20240101-x")]
    [InlineData("20240101-20240102-20240103")]
    public void What_is_no_date_range_is_refused(string text) => Assert.False(DateRange.TryParse(text, out _));

    [Fact]
    public void A_time_range_ends_with_its_last_key_s_span()
    {
        Assert.True(TimeRange.TryParse("08-10", out TimeRange range));
        Assert.True(range.Contains(new TimeSpan(10, 59, 59)));
        Assert.False(range.Contains(new TimeSpan(11, 0, 0)));
        Assert.False(TimeRange.TryParse("-", out _));
    }

    [Theory]
    [InlineData("2024-2025", "2024-01-01", "2025-12-31")]
    [InlineData("20240101-0500-20240201-0500", "2024-01-01", "2024-02-01")]
    [InlineData("20240101+0100-", "2024-01-01", null)]
    [InlineData("-20240101", null, "2024-01-01")]
    public void Date_time_ranges_tell_offsets_from_dashes(string text, string? from, string? to)
    {
        Assert.True(DateTimeRange.TryParse(text, out DateTimeRange range));
        Assert.Equal(from is null ? null : DateTime.Parse(from), range.From?.Earliest);
        Assert.Equal(to is null ? null : DateTime.Parse(to), range.To?.Latest.Date);
    }
}
