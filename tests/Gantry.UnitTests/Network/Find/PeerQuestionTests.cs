using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Server.Peers;
using Xunit;

namespace Gantry.UnitTests.Network.Find;

public class PeerQuestionTests
{
    private static readonly PeerQuestion Nothing = new(null, null, null, null, null, null);

    [Theory]
    [InlineData("doe", "doe*")]
    [InlineData("Doe, Jane", "Doe*Jane*")]
    [InlineData("doe jane", "doe*jane*")]
    [InlineData("DOE^J", "DOE*J*")]
    [InlineData("*oe", "*oe")]
    public void A_name_is_searched_by_the_beginnings_of_its_parts(string typed, string pattern) =>
        Assert.Equal(pattern, (Nothing with { Patient = typed }).ToIdentifier().GetString(Tags.PatientName));

    [Theory]
    [InlineData("2026-01-02", "2026-01-31", "20260102-20260131")]
    [InlineData("2026-01-02", "2026-01-02", "20260102")]
    [InlineData("2026-01-02", null, "20260102-")]
    [InlineData(null, "2026-01-31", "-20260131")]
    public void Dates_are_a_range(string? from, string? until, string range)
    {
        PeerQuestion question = Nothing with { From = from is null ? null : DateOnly.Parse(from), Until = until is null ? null : DateOnly.Parse(until) };
        Assert.Equal(range, question.ToIdentifier().GetString(Tags.StudyDate));
    }

    [Fact]
    public void The_other_keys_go_as_they_are_and_what_is_shown_is_asked_for()
    {
        Dataset identifier = new PeerQuestion(null, " P1 ", "A?", "ct", null, null).ToIdentifier();
        Assert.Equal(("STUDY", "P1", "A?", "CT"), (identifier.GetString(Tags.QueryRetrieveLevel), identifier.GetString(Tags.PatientID), identifier.GetString(Tags.AccessionNumber), identifier.GetString(Tags.ModalitiesInStudy)));
        Assert.True(identifier.TryGet(Tags.NumberOfStudyRelatedInstances, out _));
    }

    [Fact]
    public void A_question_without_a_key_or_with_one_that_means_more_is_refused()
    {
        Assert.NotNull(Nothing.FindFault());
        Assert.NotNull((Nothing with { PatientId = "" }).FindFault());
        Assert.NotNull((Nothing with { PatientId = "A\\B" }).FindFault());
        Assert.NotNull((Nothing with { From = new DateOnly(2026, 2, 1), Until = new DateOnly(2026, 1, 1) }).FindFault());
        Assert.Null((Nothing with { Modality = "CT" }).FindFault());
    }
}
