using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Xunit;

namespace Gantry.UnitTests.Archive.Query;

public sealed class MatchingRulesTests
{
    [Theory]
    [InlineData("Müller^Jörg", "MULLER^JORG", true)]
    [InlineData("DOE^JOHN^^^", "doe^john", true)]
    [InlineData("Yamada^Tarou=山田^太郎=やまだ^たろう", "山田^太郎", true)]
    [InlineData("DOE^JOHN", "DOE", false)]
    public void A_name_equals_apart_from_case_accents_and_empty_components(string held, string wanted, bool expected) =>
        Assert.Equal(expected, MatchingRules.Matches(Find(Tags.PatientName), held, new KeyMatch.AnyOf([wanted])));

    [Theory]
    [InlineData("Müller^Jörg", "mul*", true)]
    [InlineData("DOE^JOHN", "*john", true)]
    [InlineData("DOE", "doe^*", true)]
    [InlineData("DOEL^A", "doe^*", false)]
    [InlineData("Yamada^Tarou=山田^太郎", "山*", true)]
    [InlineData("DOE^JOHN", "d?e^j*n", true)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "*a*a*a*a*a*a*a*a*a*b", false)]
    public void A_name_is_like_a_pattern_in_any_group(string held, string pattern, bool expected) =>
        Assert.Equal(expected, MatchingRules.Matches(Find(Tags.PatientName), held, new KeyMatch.Wildcard(pattern)));

    [Theory]
    [InlineData("20240115", "20240101", "20240131", true)]
    [InlineData("2024.01.15", "20240101", null, true)]
    [InlineData("20240201", null, "20240131", false)]
    [InlineData("not a date", "19000101", null, false)]
    [InlineData("20240115", "rubbish", null, false)]
    public void A_date_lies_in_a_range(string held, string? from, string? to, bool expected) =>
        Assert.Equal(expected, MatchingRules.Matches(Find(Tags.StudyDate), held, new KeyMatch.Range(from, to)));

    [Theory]
    [InlineData("103000.5", "10", "10", true)]
    [InlineData("1100", "10", "10", false)]
    [InlineData("10:30:00", "1030", "1030", true)]
    [InlineData("25", "00", null, false)]
    public void A_time_that_leaves_parts_open_covers_them(string held, string? from, string? to, bool expected) =>
        Assert.Equal(expected, MatchingRules.Matches(Find(Tags.StudyTime), held, new KeyMatch.Range(from, to)));

    [Fact]
    public void One_of_several_values_is_enough_and_no_value_is_none()
    {
        Assert.True(MatchingRules.Matches(Find(Tags.ModalitiesInStudy), "CT\\MR", new KeyMatch.AnyOf(["MR"])));
        Assert.False(MatchingRules.Matches(Find(Tags.ModalitiesInStudy), null, new KeyMatch.AnyOf(["MR"])));
        Assert.True(MatchingRules.Matches(Find(Tags.SeriesNumber), "007", new KeyMatch.AnyOf(["7"])));
        Assert.False(MatchingRules.Matches(Find(Tags.PatientID), "abc", new KeyMatch.AnyOf(["ABC"])));
    }

    [Theory]
    [InlineData("2024-01-31", "20240131")]
    [InlineData("31.01.2024", "20240131")]
    [InlineData("2024-1", "202401")]
    [InlineData("12-34", "12 34")]
    [InlineData("Müller CT", "muller ct")]
    public void What_is_typed_becomes_words(string typed, string words) => Assert.Equal(words.Split(' '), StudyWords.Terms(typed));

    [Fact]
    public void Universal_keys_go_and_ranges_of_date_and_time_become_one()
    {
        QueryPlan plan = QueryPlanner.Plan(new QueryRequest
        {
            Level = QueryLevel.Study,
            Keys =
            [
                new(Tags.PatientName, new KeyMatch.Wildcard("*")), new(Tags.PatientID, new KeyMatch.AnyOf([""])), new(Tags.StudyDate, new KeyMatch.Range("20240101", null)),
                new(Tags.StudyTime, new KeyMatch.Range("10", null)), new(Tags.PatientID, new KeyMatch.Range("1", "2")),
            ],
        });
        PlannedKey key = Assert.Single(plan.Keys);
        Assert.Equal((Tags.StudyDate, Tags.StudyTime), (key.Attribute.Tag, key.TimeAttribute!.Tag));
        Assert.Equal([Tags.PatientID], plan.UnsupportedKeys);
    }

    [Theory]
    [InlineData("20240131", "235959", "20240201", "")]
    [InlineData("", "", "16000101", "")]
    [InlineData("20240131", "10", "20240131", "1001")]
    public void Recency_rises_with_date_and_time(string date, string time, string laterDate, string laterTime) =>
        Assert.True(StudyRecency.Of(date, time) < StudyRecency.Of(laterDate, laterTime));

    private static QueryAttribute Find(DicomTag tag) => QueryAttributes.Find(tag)!;
}
