using Gantry.Archive.Query;
using Gantry.Dicom.Dictionary;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Archive.Query;

public sealed class AttributeConditionTests
{
    [Theory]
    [InlineData("Modality=CT", true)]
    [InlineData("Modality=MR,ct", true)]
    [InlineData("Modality=MR", false)]
    [InlineData("Modality!=MR", true)]
    [InlineData("Modality!=C*", false)]
    [InlineData("PatientName=doe*", true)]
    [InlineData("00080060=C?", true)]
    [InlineData("StationName=", true)]
    [InlineData("StationName!=", false)]
    [InlineData("ImageType=AXIAL", true)]
    public void Holds_or_not(string condition, bool expected) => Assert.Equal(expected, AttributeCondition.Parse(condition)!.Bind(default).Holds(DatasetBuilder.Ct()));

    [Theory]
    [InlineData("Modality")]
    [InlineData("=CT")]
    public void Is_not_a_condition(string text) => Assert.Null(AttributeCondition.Parse(text));

    [Theory]
    [InlineData("StudyDate=20240101-20240630", "20240101", true)]
    [InlineData("StudyDate=20240101-20240630", "20240701", false)]
    [InlineData("StudyDate=20240101-", "20990101", true)]
    [InlineData("StudyDate=-20240101", "20240102", false)]
    [InlineData("StudyDate=-90d-", "20240501", true)]
    [InlineData("StudyDate=-90d-", "20240331", false)]
    [InlineData("StudyDate=--365d", "20230630", true)]
    [InlineData("StudyDate=--365d", "20230702", false)]
    [InlineData("StudyDate=-90d--30d", "20240515", true)]
    [InlineData("StudyDate=-90d--30d", "20240615", false)]
    [InlineData("StudyDate=-0d-", "20240629", false)]
    [InlineData("StudyDate!=20240101-20240630", "20240201", false)]
    [InlineData("StudyDate=20230101-20230131,2024*", "20240201", true)]
    [InlineData("StudyDate=20240101-20240630", "", false)]
    [InlineData("StudyDate=20240101-20240630", "not a date", false)]
    public void Days_are_ranges_or_counted_from_today(string condition, string date, bool expected)
    {
        AttributeCondition parsed = AttributeCondition.Parse(condition)!;
        Assert.Null(parsed.FindFault());
        Assert.Equal(expected, parsed.Bind(new DateOnly(2024, 6, 30)).Holds([date]));
    }

    [Theory]
    [InlineData("StudyDate=-90d")]
    [InlineData("StudyDate=-")]
    [InlineData("StudyDate=20241301-")]
    [InlineData("StudyDate=2024-2025")]
    [InlineData("NoSuchThing=1")]
    public void What_cannot_be_read_is_a_fault(string condition) => Assert.NotNull(AttributeCondition.Parse(condition)!.FindFault());

    [Fact]
    public void Only_a_range_alone_bounds_the_days()
    {
        Assert.Equal(new DayRange(new DateOnly(2024, 1, 1), null), Bind("StudyDate=20240101-").OnlyRange);
        Assert.Null(Bind("StudyDate!=20240101-").OnlyRange);
        Assert.Null(Bind("StudyDate=20240101-,").OnlyRange);
        Assert.Null(Bind("StudyDate=20240101-,2023*").OnlyRange);
        Assert.Equal(Tags.StudyDate, Bind("StudyDate=20240101").Tag);
    }

    private static BoundCondition Bind(string text) => AttributeCondition.Parse(text)!.Bind(default);
}
