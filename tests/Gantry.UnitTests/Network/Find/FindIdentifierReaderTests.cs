using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Server.Dimse.Find;
using Xunit;

namespace Gantry.UnitTests.Network.Find;

public sealed class FindIdentifierReaderTests
{
    [Theory]
    [InlineData(InformationModel.PatientRoot, "PATIENT", QueryLevel.Patient)]
    [InlineData(InformationModel.PatientRoot, "IMAGE", QueryLevel.Instance)]
    [InlineData(InformationModel.StudyRoot, "STUDY", QueryLevel.Study)]
    [InlineData(InformationModel.StudyRoot, "SERIES", QueryLevel.Series)]
    [InlineData(InformationModel.PatientStudyOnly, "PATIENT", QueryLevel.Patient)]
    [InlineData(InformationModel.PatientStudyOnly, "STUDY", QueryLevel.Study)]
    [InlineData(InformationModel.StudyRoot, "PATIENT", null)]
    [InlineData(InformationModel.PatientStudyOnly, "SERIES", null)]
    [InlineData(InformationModel.PatientStudyOnly, "IMAGE", null)]
    [InlineData(InformationModel.PatientRoot, "study", null)]
    [InlineData(InformationModel.PatientRoot, "", null)]
    public void Each_model_has_its_levels(InformationModel model, string level, QueryLevel? expected)
    {
        FindQuestion? question = Read(new Dataset().Set(Tags.QueryRetrieveLevel, level), out FindFault? fault, model: model);
        Assert.Equal(expected, question?.Request.Level);
        Assert.Equal(expected is null ? Tags.QueryRetrieveLevel : null, fault?.Element);
    }

    [Fact]
    public void A_hierarchical_query_needs_its_unique_keys_where_the_policy_asks_for_them()
    {
        Dataset identifier = new Dataset().Set(Tags.QueryRetrieveLevel, "SERIES").Set(Tags.PatientID, "P1");
        Assert.NotNull(Read(identifier, out _));
        Assert.Null(Read(identifier, out FindFault? fault, isStrict: true));
        Assert.Equal(Tags.StudyInstanceUID, fault!.Element);
        Assert.NotNull(Read(identifier, out _, FindNegotiation.Full, isStrict: true));
        Assert.NotNull(Read(identifier.Set(Tags.StudyInstanceUID, "1.2.3"), out _, isStrict: true));
        Assert.Null(Read(identifier.Set(Tags.StudyInstanceUID, "1.2.3", "1.2.4"), out _, isStrict: true));
    }

    public static TheoryData<string, Vr, string, KeyMatch?> Values => new()
    {
        { "00080050", Vr.SH, "A1", new KeyMatch.AnyOf(["A1"]) },
        { "00080050", Vr.SH, "A*", new KeyMatch.Wildcard("A*") },
        { "00080050", Vr.SH, "", null },
        { "0020000D", Vr.UI, "1.2\\1.3", new KeyMatch.AnyOf(["1.2", "1.3"]) },
        { "00080020", Vr.DA, "20240101", new KeyMatch.AnyOf(["20240101"]) },
        { "00080020", Vr.DA, "20240101-20240131", new KeyMatch.Range("20240101", "20240131") },
        { "00080020", Vr.DA, "20240101 - 20240131", new KeyMatch.Range("20240101", "20240131") },
        { "00080020", Vr.DA, "-20240131", new KeyMatch.Range(null, "20240131") },
        { "00080020", Vr.DA, "2024.01.01-", new KeyMatch.Range("2024.01.01", null) },
        { "00080030", Vr.TM, "0800-", new KeyMatch.Range("0800", null) },
        { "00200011", Vr.IS, "3", new KeyMatch.AnyOf(["3"]) },
        { "00080061", Vr.CS, "CT\\MR", new KeyMatch.AnyOf(["CT", "MR"]) },
        { "00100010", Vr.PN, "Doe^J*", new KeyMatch.Wildcard("Doe^J*") },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_says_how_it_is_matched(string tag, Vr vr, string value, KeyMatch? expected)
    {
        DicomTag attribute = new(Convert.ToUInt32(tag, 16));
        FindQuestion? question = Read(new Dataset().Set(Tags.QueryRetrieveLevel, "IMAGE").Set(attribute, vr, value.Split('\\')), out _);
        Assert.Contains(attribute, question!.Request.Include);
        KeyMatch? match = question.Request.Keys.SingleOrDefault()?.Match;
        if (expected is KeyMatch.AnyOf any)
        {
            Assert.Equal(any.Values, Assert.IsType<KeyMatch.AnyOf>(match).Values);
        }
        else
        {
            Assert.Equal(expected, match);
        }
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("20240101-20240131-20240201")]
    [InlineData("20241301")]
    [InlineData("-")]
    public void A_value_that_is_no_date_is_a_fault_of_its_attribute(string value)
    {
        Assert.Null(Read(new Dataset().Set(Tags.QueryRetrieveLevel, "STUDY").Set(Tags.StudyDate, Vr.DA, value), out FindFault? fault));
        Assert.Equal(Tags.StudyDate, fault!.Element);
    }

    [Fact]
    public void What_was_negotiated_changes_the_reading()
    {
        Dataset identifier = new Dataset().Set(Tags.QueryRetrieveLevel, "STUDY").Set(Tags.PatientName, "doe jane").Set(Tags.AccessionNumber, "\"\"").Set(Tags.TimezoneOffsetFromUTC, "-0330");
        QueryRequest plain = Read(identifier, out _)!.Request;
        Assert.Equal([typeof(KeyMatch.AnyOf), typeof(KeyMatch.AnyOf)], plain.Keys.Select(k => k.Match.GetType()));
        Assert.False(plain.CombinesDateTimes);
        Assert.Null(plain.Zone);
        QueryRequest full = Read(identifier, out _, FindNegotiation.Full)!.Request;
        Assert.Equal([typeof(KeyMatch.Empty), typeof(KeyMatch.FuzzyName)], full.Keys.Select(k => k.Match.GetType()));
        Assert.True(full.CombinesDateTimes);
        Assert.Equal(TimeSpan.FromMinutes(-210), full.Zone!.Asker);
        Assert.Equal("-0330", full.Zone.Text);
    }

    [Fact]
    public void A_sequence_is_matched_by_the_keys_of_its_item()
    {
        Dataset item = new Dataset().Set(Tags.RequestedProcedureID, "R1").Set(Tags.ScheduledProcedureStepID, "");
        QueryRequest request = Read(new Dataset().Set(Tags.QueryRetrieveLevel, "SERIES").SetItems(Tags.RequestAttributesSequence, item), out _)!.Request;
        KeyMatch.Item match = Assert.IsType<KeyMatch.Item>(Assert.Single(request.Keys).Match);
        Assert.Equal(Tags.RequestedProcedureID, Assert.Single(match.Keys).Tag);
        Assert.Empty(Read(new Dataset().Set(Tags.QueryRetrieveLevel, "SERIES").SetItems(Tags.RequestAttributesSequence, new Dataset()), out _)!.Request.Keys);
    }

    [Fact]
    public void Extended_negotiation_agrees_on_what_both_know_and_answers_as_long_as_it_was_asked()
    {
        byte[] answer = FindNegotiation.Read([1, 1, 0, 1]).And(FindNegotiation.Full).Write(4);
        Assert.Equal([1, 1, 0, 1], answer);
        Assert.Equal([1, 1, 1, 1, 0, 1, 1], FindNegotiation.Read([1, 1, 1, 1, 1, 1, 1, 1]).And(FindNegotiation.Full).Write(8));
        Assert.Equal([0], FindNegotiation.Read([]).And(FindNegotiation.Full).Write(0));
    }

    private static FindQuestion? Read(Dataset identifier, out FindFault? fault, FindNegotiation? agreed = null, InformationModel model = InformationModel.PatientRoot, bool isStrict = false) =>
        new FindIdentifierReader(agreed ?? FindNegotiation.None, isStrict).Read(identifier, model, out fault);
}
