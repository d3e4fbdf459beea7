using Gantry.Archive.Corrections;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Xunit;

namespace Gantry.UnitTests.Archive.Corrections;

public sealed class CorrectionRulesTests
{
    private static readonly CorrectionTarget Study = CorrectionTarget.Of(StudyUid.Parse("1.2"));
    private static readonly CorrectionTarget Series = CorrectionTarget.Of(StudyUid.Parse("1.2"), SeriesUid.Parse("1.2.1"));
    private static readonly CorrectionTarget Instance = CorrectionTarget.Of(StudyUid.Parse("1.2"), SeriesUid.Parse("1.2.1"), InstanceUid.Parse("1.2.1.1"));
    private static readonly CorrectionTarget Patient = CorrectionTarget.Of(new PatientIdentity("P1"));

    [Theory]
    [InlineData("StudyInstanceUID", "1.2.3", "uid-not-correctable")]
    [InlineData("SOPClassUID", "1.2.3", "uid-not-correctable")]
    [InlineData("FrameOfReferenceUID", "1.2.3", "uid-not-correctable")]
    [InlineData("Rows", "512", "attribute-not-correctable")]
    [InlineData("PixelData", "1", "attribute-not-correctable")]
    [InlineData("Modality", "MR", "attribute-not-correctable")]
    [InlineData("SpecificCharacterSet", "ISO_IR 192", "attribute-not-correctable")]
    [InlineData("ProcedureCodeSequence", "x", "attribute-not-correctable")]
    [InlineData("ModifyingSystem", "x", "attribute-not-correctable")]
    [InlineData("OverlayRows", "5", "attribute-not-correctable")]
    [InlineData("00090010", "x", "attribute-unknown")]
    [InlineData("00100000", "4", "attribute-unknown")]
    [InlineData("PatientID", "", "patient-id-needed")]
    [InlineData("PatientID", null, "patient-id-needed")]
    [InlineData("PatientBirthDate", "1970-01-01", "value-not-valid")]
    [InlineData("PatientBirthDate", "19700231", "value-not-valid")]
    [InlineData("PatientSex", "f", "value-not-valid")]
    [InlineData("StudyTime", "25:00", "value-not-valid")]
    [InlineData("AccessionNumber", "12345678901234567", "value-not-valid")]
    [InlineData("PatientAge", "45", "value-not-valid")]
    [InlineData("PatientWeight", "heavy", "value-not-valid")]
    [InlineData("StudyDescription", "two\\values", "value-not-valid")]
    [InlineData("StudyDescription", " padded", "value-not-valid")]
    [InlineData("StudyDescription", "bell\a", "value-not-valid")]
    [InlineData("PatientName", "a=b=c=d", "value-not-valid")]
    [InlineData("PatientName", "a^b^c^d^e^f", "value-not-valid")]
    [InlineData("PatientName", "Müller^Jörg=漢字^𠮷=かん", null)]
    [InlineData("PatientBirthDate", "19700228", null)]
    [InlineData("PatientComments", "two\r\nlines \\ and a backslash", null)]
    [InlineData("PatientWeight", "71.5", null)]
    [InlineData("PregnancyStatus", "4", null)]
    [InlineData("PregnancyStatus", "70000", "value-not-valid")]
    [InlineData("StudyDescription", null, null)]
    public void Of_a_study_each_attribute_and_value_is_taken_or_refused_by_name(string attribute, string? value, string? rule)
    {
        Assert.True(DicomDictionary.TryParseTag(attribute, out DicomTag tag));
        Assert.Equal(rule, CorrectionRules.Check(Of(Study, new AttributeChange(tag, value is null ? null : [value])))?.Rule);
    }

    [Theory]
    [InlineData("PatientName", "study patient")]
    [InlineData("PatientReligiousPreference", "study patient")]
    [InlineData("AccessionNumber", "study")]
    [InlineData("PatientAge", "study")]
    [InlineData("SeriesDescription", "study series")]
    [InlineData("ContentDate", "study series instance")]
    [InlineData("ImageComments", "study series instance")]
    public void An_attribute_is_corrected_for_all_that_share_it(string keyword, string targets)
    {
        Assert.True(DicomDictionary.TryFindKeyword(keyword, out DicomTag tag));
        (string Name, CorrectionTarget Target)[] all = [("study", Study), ("series", Series), ("instance", Instance), ("patient", Patient)];
        IEnumerable<string> taken = all.Where(t => CorrectionRules.Check(Of(t.Target, new AttributeChange(tag, []))) is null).Select(t => t.Name);
        Assert.Equal(targets, string.Join(' ', taken));
        Assert.All(all.Where(t => !targets.Split(' ').Contains(t.Name)), t => Assert.Equal("target-does-not-fit", CorrectionRules.Check(Of(t.Target, new AttributeChange(tag, [])))!.Rule));
    }

    [Fact]
    public void A_target_a_reason_and_changes_are_needed()
    {
        AttributeChange change = new(Tags.StudyDescription, ["x"]);
        Assert.Equal("reason-missing", CorrectionRules.Check(Of(Study, change) with { Why = " " })!.Rule);
        Assert.Equal("reason-missing", CorrectionRules.Check(Of(Study, change) with { Why = new string('x', 501) })!.Rule);
        Assert.Equal("target-missing", CorrectionRules.Check(Of(Study, change) with { Target = null })!.Rule);
        Assert.Equal("target-missing", CorrectionRules.Check(Of(CorrectionTarget.Of(new PatientIdentity("")), new AttributeChange(Tags.PatientName, ["x"])))!.Rule);
        Assert.Equal("nothing-to-change", CorrectionRules.Check(Of(Study))!.Rule);
        Assert.Equal("named-twice", CorrectionRules.Check(Of(Study, change, change))!.Rule);
        Assert.Equal("value-not-valid", CorrectionRules.Check(Of(Study, new AttributeChange(Tags.StudyDescription, ["a", "b"])))!.Rule);
        Assert.Equal("value-not-valid", CorrectionRules.Check(Of(Study, new AttributeChange(Tags.PatientName, ["half a pair \uD800"])))!.Rule);
        Assert.Null(CorrectionRules.Check(Of(Study, new AttributeChange(Tags.OtherPatientNames, ["a", "b"]))));
    }

    private static Correction Of(CorrectionTarget target, params AttributeChange[] changes) => new() { Target = target, Changes = changes, At = default, By = "admin", Why = "test" };
}
