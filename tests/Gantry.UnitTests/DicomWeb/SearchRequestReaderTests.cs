using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Server.DicomWeb;
using Gantry.Server.DicomWeb.Query;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace Gantry.UnitTests.DicomWeb;

public sealed class SearchRequestReaderTests
{
    [Theory]
    [InlineData("PatientID=12", "(0010,0020) = 12")]
    [InlineData("00100020=12", "(0010,0020) = 12")]
    [InlineData("PatientName=Do*", "(0010,0010) ~ Do*")]
    [InlineData("PatientName=D?e", "(0010,0010) ~ D?e")]
    [InlineData("PatientName=doe&fuzzymatching=true", "(0010,0010) fuzzy doe")]
    [InlineData("PatientName=doe&fuzzymatching=false", "(0010,0010) = doe")]
    [InlineData("PatientName=*", "")]
    [InlineData("PatientName=", "")]
    [InlineData("StudyDate=20240101", "(0008,0020) = 20240101")]
    [InlineData("StudyDate=20240101-20240131", "(0008,0020) in 20240101..20240131")]
    [InlineData("StudyDate=20240101-", "(0008,0020) in 20240101..")]
    [InlineData("StudyDate=-20240131", "(0008,0020) in ..20240131")]
    [InlineData("StudyDate=2024.01.31", "(0008,0020) = 20240131")]
    [InlineData("StudyTime=0800-1200", "(0008,0030) in 0800..1200")]
    [InlineData("StudyTime=08:30:00", "(0008,0030) = 083000")]
    [InlineData("StudyInstanceUID=1.2,1.3", "(0020,000D) = 1.2|1.3")]
    [InlineData("StudyInstanceUID=1.2%5C1.3", "(0020,000D) = 1.2|1.3")]
    [InlineData("StudyInstanceUID=1.2&StudyInstanceUID=1.3", "(0020,000D) = 1.2|1.3")]
    [InlineData("ModalitiesInStudy=CT,MR", "(0008,0061) = CT|MR")]
    [InlineData("ModalitiesInStudy=C*", "(0008,0061) ~ C*")]
    [InlineData("RequestAttributesSequence.RequestedProcedureID=7", "(0040,0275).(0040,1001) = 7")]
    [InlineData("00400275.00401001=7", "(0040,0275).(0040,1001) = 7")]
    [InlineData("InstanceNumber=7", "(0020,0013) = 7")]
    [InlineData("AcquisitionDateTime=20240101120000-0500", "(0008,002A) = 20240101120000-0500")]
    [InlineData("AcquisitionDateTime=2020-2021", "(0008,002A) in 2020..2021")]
    [InlineData("AcquisitionDateTime=20240101120000-0500-20240102", "(0008,002A) in 20240101120000-0500..20240102")]
    [InlineData("PatientID=%22%22&emptyvaluematching=true", "(0010,0020) empty")]
    [InlineData("StudyDate=%22%22&emptyvaluematching=true", "(0008,0020) empty")]
    [InlineData("PatientID=%22%22", "(0010,0020) = \"\"")]
    [InlineData("RequestAttributesSequence.RequestedProcedureID=%22%22&emptyvaluematching=true", "(0040,0275).(0040,1001) empty")]
    [InlineData("multiplevaluematching=true&PatientID=A1,B2", "(0010,0020) = A1|B2")]
    [InlineData("PatientID=A1&PatientID=B2&multiplevaluematching=true", "(0010,0020) = A1|B2")]
    [InlineData("multiplevaluematching=true&PatientName=Doe*%5CRoe", "(0010,0010) ~ Doe* | (0010,0010) = Roe")]
    [InlineData("multiplevaluematching=true&emptyvaluematching=true&StudyDate=20240101-20240131,%22%22", "(0008,0020) in 20240101..20240131 | (0008,0020) empty")]
    [InlineData("PatientID=A1,B2", "(0010,0020) = A1,B2")]
    public void ReadsKeys(string query, string expected)
    {
        SearchRequest? request = Read(query, out Problem? problem);
        Assert.Null(problem);
        Assert.Equal(expected, string.Join(" & ", request!.Query.Keys.Select(k => Text(k))));
    }

    [Theory]
    [InlineData("PatientNam=x", "PatientNam")]
    [InlineData("StudyDate=2024-01-01", "YYYYMMDD")]
    [InlineData("StudyDate=20241301", "YYYYMMDD")]
    [InlineData("StudyDate=-", "YYYYMMDD")]
    [InlineData("StudyTime=2500", "HHMMSS")]
    [InlineData("StudyInstanceUID=abc", "UID")]
    [InlineData("SeriesNumber=x", "number")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("offset=x", "offset")]
    [InlineData("fuzzymatching=maybe", "fuzzymatching")]
    [InlineData("includefield=Nothing", "Nothing")]
    [InlineData("orderby=Nothing", "Nothing")]
    [InlineData("PatientID=1&PatientID=2", "more than once")]
    [InlineData("PatientID.StudyDate=1", "PatientID.StudyDate")]
    [InlineData("RequestAttributesSequence=1", "path")]
    [InlineData("multiplevaluematching=1", "multiplevaluematching")]
    [InlineData("multiplevaluematching=true&StudyDate=20240101,soon", "YYYYMMDD")]
    public void TellsWhatItDoesNotUnderstand(string query, string expected)
    {
        Assert.Null(Read(query, out Problem? problem));
        Assert.Equal(400, problem?.Status);
        Assert.Contains(expected, problem?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadsPagingOrderAndIncludes()
    {
        QueryRequest query = Read("limit=25&offset=50&orderby=-StudyDate,PatientName&includefield=PatientSize,00081040&includefield=RequestAttributesSequence.RequestedProcedureID&includefield=all", out _)!.Query;
        Assert.Equal((25, 50, true), (query.Limit, query.Offset, query.IncludeAll));
        Assert.Equal([new QueryOrder(Tags.StudyDate, true), new QueryOrder(Tags.PatientName, false)], query.Order);
        Assert.Superset(new HashSet<DicomTag> { Tags.PatientSize, Tags.InstitutionalDepartmentName, Tags.RequestAttributesSequence, Tags.NumberOfStudyRelatedInstances }, new HashSet<DicomTag>(query.Include));
    }

    [Fact]
    public void LimitsWhatItReturns()
    {
        Assert.Equal(1000, Read("", out _)!.Query.Limit);
        Assert.Equal(10_000, Read("limit=2000000", out _)!.Query.Limit);
    }

    [Fact]
    public void PathNamesStudyAndSeries()
    {
        ResourcePath path = new(StudyUid.Parse("1.2"), SeriesUid.Parse("1.3"), null);
        SearchRequest request = SearchRequestReader.Read([], QueryLevel.Instance, path, new DicomWebOptions(), out _)!;
        Assert.Equal(["(0020,000D) = 1.2", "(0020,000E) = 1.3"], request.Query.Keys.Select(Text));
        Assert.DoesNotContain(Tags.PatientName, request.Query.Include);
        Assert.Contains(Tags.PatientName, SearchRequestReader.Read([], QueryLevel.Instance, default, new DicomWebOptions(), out _)!.Query.Include);
    }

    private static SearchRequest? Read(string query, out Problem? problem) =>
        SearchRequestReader.Read(QueryHelpers.ParseQuery(query), QueryLevel.Study, default, new DicomWebOptions(), out problem);

    private static string Text(QueryKey key) => key.Match switch
    {
        KeyMatch.AnyOf any => $"{key.Tag} = {string.Join('|', any.Values)}",
        KeyMatch.Wildcard wildcard => $"{key.Tag} ~ {wildcard.Pattern}",
        KeyMatch.Range range => $"{key.Tag} in {range.From}..{range.To}",
        KeyMatch.FuzzyName fuzzy => $"{key.Tag} fuzzy {fuzzy.Text}",
        KeyMatch.Item item => $"{key.Tag}.{Text(Assert.Single(item.Keys))}",
        KeyMatch.Empty => $"{key.Tag} empty",
        KeyMatch.OneOf any => string.Join(" | ", any.Matches.Select(m => Text(key with { Match = m }))),
        _ => "?",
    };
}
