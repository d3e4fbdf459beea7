using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Server.Dimse.Find;
using Xunit;

namespace Gantry.UnitTests.Network.Find;

public sealed class FindAnswerTests
{
    [Theory]
    [InlineData("Doe^Jane", null, null, null)]
    [InlineData("Müller^Jörg", null, null, "ISO_IR 100")]
    [InlineData("山田^太郎", null, null, "ISO_IR 192")]
    [InlineData("Müller^Jörg", "ISO_IR 100", null, "ISO_IR 100")]
    [InlineData("Doe^Jane", "ISO_IR 100", null, "ISO_IR 100")]
    [InlineData("Люкceмбypг", "ISO_IR 100", null, "ISO_IR 192")]
    [InlineData("Люкceмбypг", "ISO_IR 100", "ISO_IR 144", "ISO_IR 144")]
    [InlineData("Yamada^Tarou=山田^太郎=やまだ^たろう", @"\ISO 2022 IR 87", null, @"\ISO 2022 IR 87")]
    [InlineData("Müller^Jörg", "ISO_IR 192", null, "ISO_IR 192")]
    [InlineData("Müller^Jörg", "NO SUCH SET", null, "ISO_IR 192")]
    public void The_answer_is_in_the_peers_character_set_where_that_can_say_it(string name, string? asked, string? preferred, string? expected)
    {
        Dataset identifier = new();
        if (asked is not null)
        {
            identifier.Set(Tags.SpecificCharacterSet, Vr.CS, asked.Split('\\'));
        }

        Dataset answer = Answer(identifier.Set(Tags.QueryRetrieveLevel, "STUDY").Set(Tags.PatientName, ""), new Dataset().Set(Tags.SpecificCharacterSet, "ISO_IR 192").Set(Tags.PatientName, name), preferred);
        Assert.Equal(name, answer.GetString(Tags.PatientName));
        Assert.Equal(expected, answer.Contains(Tags.SpecificCharacterSet) ? string.Join('\\', answer.GetStrings(Tags.SpecificCharacterSet)) : null);
    }

    [Fact]
    public void It_has_what_was_asked_for_and_no_more()
    {
        Dataset identifier = new Dataset().Set(Tags.QueryRetrieveLevel, "SERIES").Set(Tags.Modality, "").Set(Tags.KVP, "").Set(Tags.InstanceAvailability, "")
            .SetItems(Tags.RequestAttributesSequence, new Dataset().Set(Tags.RequestedProcedureID, "")).SetItems(Tags.ProcedureCodeSequence);
        Dataset match = new Dataset().Set(Tags.Modality, "CT").Set(Tags.SeriesNumber, 3)
            .SetItems(Tags.RequestAttributesSequence, new Dataset().Set(Tags.RequestedProcedureID, "R1").Set(Tags.ScheduledProcedureStepID, "S1"));
        Dataset answer = Answer(identifier, match);
        Assert.Equal(
            [Tags.QueryRetrieveLevel, Tags.RetrieveAETitle, Tags.InstanceAvailability, Tags.Modality, Tags.ProcedureCodeSequence, Tags.KVP, Tags.RequestAttributesSequence],
            answer.Select(e => e.Tag));
        Assert.Equal(("SERIES", "GANTRY", "ONLINE", "CT", null), (answer.GetString(Tags.QueryRetrieveLevel), answer.GetString(Tags.RetrieveAETitle), answer.GetString(Tags.InstanceAvailability), answer.GetString(Tags.Modality), answer.GetString(Tags.KVP)));
        Assert.Equal([Tags.RequestedProcedureID], Assert.Single(answer.GetItems(Tags.RequestAttributesSequence)).Select(e => e.Tag));
        Assert.Empty(answer.GetItems(Tags.ProcedureCodeSequence));
    }

    private static Dataset Answer(Dataset identifier, Dataset match, string? preferred = null)
    {
        FindQuestion question = new FindIdentifierReader(FindNegotiation.None, isStrict: false).Read(identifier, InformationModel.StudyRoot, out _)!;
        TransferSyntax syntax = TransferSyntax.ImplicitVrLittleEndian;
        return DatasetReader.Read(new FindAnswer(question, preferred, "GANTRY", syntax).Encode(match), syntax).Dataset;
    }
}
