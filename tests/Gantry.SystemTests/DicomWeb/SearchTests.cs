using System.Net;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.DicomWeb;

public sealed class SearchTests(DicomWebFixture fixture) : IClassFixture<DicomWebFixture>
{
    [Fact]
    public async Task Finds_a_study_by_each_of_its_keys()
    {
        SentStudy sent = await fixture.SendStudyAsync(3, "SEARCH-1", "Müller^Änne");
        await fixture.SendStudyAsync(1, "OTHER-1", "Someone^Else");
        foreach (string query in (string[])["PatientID=SEARCH-1", "00100020=SEARCH-1", "PatientName=M%C3%BCller*&PatientID=SEARCH-*", "PatientName=muller*&PatientID=SEARCH-1", $"StudyInstanceUID={sent.Study}",
            $"StudyInstanceUID={sent.Study},1.2.3", "StudyDate=20240101-20241231&PatientID=SEARCH-1", "ModalitiesInStudy=CT&PatientID=SEARCH-1", "AccessionNumber=A1&PatientID=SEARCH-1", "StudyTime=1200-1300&PatientID=SEARCH-1", "PatientName=anne%20m&fuzzymatching=true&PatientID=SEARCH-1"])
        {
            JsonElement found = await fixture.JsonAsync("studies?" + query);
            Assert.True(1 == found.GetArrayLength(), query);
            Assert.Equal(sent.Study, Text(found[0], "0020000D"));
            Assert.Equal(3, found[0].GetProperty("00201208").GetProperty("Value")[0].GetInt32());
            Assert.Equal(1, found[0].GetProperty("00201206").GetProperty("Value")[0].GetInt32());
            Assert.Equal("CT", Text(found[0], "00080061"));
            Assert.EndsWith("/dicom-web/studies/" + sent.Study, Text(found[0], "00081190"), StringComparison.Ordinal);
            Assert.Equal("Müller^Änne", found[0].GetProperty("00100010").GetProperty("Value")[0].GetProperty("Alphabetic").GetString());
        }

        Assert.Equal(0, (await fixture.JsonAsync("studies?PatientID=SEARCH-1&StudyDate=-20231231")).GetArrayLength());
        Assert.Equal(0, (await fixture.JsonAsync("studies?PatientID=SEARCH-1&ModalitiesInStudy=MR")).GetArrayLength());
    }

    [Fact]
    public async Task Empty_values_and_several_values_are_matched_when_asked_for()
    {
        SentStudy first = await fixture.SendStudyAsync(1, "MANY-1", "Many^One");
        SentStudy second = await fixture.SendStudyAsync(1, "MANY-2", "Many^Two");
        await fixture.SendStudyAsync(1, "MANY-3", "");
        JsonElement both = await fixture.JsonAsync("studies?PatientID=MANY-1,MANY-2&multiplevaluematching=true");
        Assert.Equal(new[] { first.Study, second.Study }.Order(), both.EnumerateArray().Select(s => Text(s, "0020000D")!).Order());
        Assert.Equal(0, (await fixture.JsonAsync("studies?PatientID=MANY-1,MANY-2")).GetArrayLength());
        Assert.Equal("MANY-3", Text(Assert.Single((await fixture.JsonAsync("studies?PatientID=MANY-*&PatientName=%22%22&emptyvaluematching=true")).EnumerateArray()), "00100020"));
        Assert.Equal(2, (await fixture.JsonAsync("studies?PatientID=MANY-*&PatientName=%22%22,*Two&emptyvaluematching=true&multiplevaluematching=true")).GetArrayLength());
    }

    [Fact]
    public async Task HEAD_has_the_headers_of_GET_and_OPTIONS_tells_what_may_be_done()
    {
        SentStudy sent = await fixture.SendStudyAsync(2);
        foreach (string path in (string[])[$"studies/{sent.Study}", $"studies/{sent.Study}/metadata", sent.InstancePath(0) + "/frames/1", sent.InstancePath(0) + "/thumbnail", "studies?PatientID=P1", "openapi.json"])
        {
            using HttpResponseMessage get = await fixture.GetAsync(path);
            using HttpRequestMessage request = new(HttpMethod.Head, path);
            using HttpResponseMessage head = await fixture.Client.SendAsync(request);
            Assert.Equal(get.StatusCode, head.StatusCode);
            Assert.Equal(get.Headers.ETag, head.Headers.ETag);
            Assert.Equal(get.Content.Headers.ContentType?.MediaType, head.Content.Headers.ContentType?.MediaType);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            using HttpRequestMessage ask = new(HttpMethod.Options, path);
            using HttpResponseMessage options = await fixture.Client.SendAsync(ask);
            Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
            Assert.Superset(new HashSet<string> { "GET", "HEAD", "OPTIONS" }, new HashSet<string>(options.Content.Headers.Allow));
        }

        using HttpRequestMessage missing = new(HttpMethod.Head, "studies/1.2.3.4/metadata");
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Client.SendAsync(missing)).StatusCode);
        using HttpResponseMessage wrong = await fixture.Client.PutAsync($"studies/{sent.Study}", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.StatusCode);
        Assert.Contains("DELETE", wrong.Content.Headers.Allow);
    }

    [Fact]
    public async Task Lists_series_and_instances_at_every_resource()
    {
        SentStudy sent = await fixture.SendStudyAsync(3, "LEVELS");
        foreach (string path in (string[])[$"studies/{sent.Study}/series", $"series?StudyInstanceUID={sent.Study}", "series?PatientID=LEVELS"])
        {
            JsonElement series = await fixture.JsonAsync(path);
            Assert.Equal(sent.Series, Text(Assert.Single(series.EnumerateArray()), "0020000E"));
            Assert.Equal("CT", Text(series[0], "00080060"));
            Assert.Equal(3, series[0].GetProperty("00201209").GetProperty("Value")[0].GetInt32());
        }

        foreach (string path in (string[])[$"studies/{sent.Study}/instances", $"{sent.SeriesPath}/instances", $"instances?SeriesInstanceUID={sent.Series}"])
        {
            JsonElement instances = await fixture.JsonAsync(path);
            Assert.Equal(sent.Instances.Order(), instances.EnumerateArray().Select(i => Text(i, "00080018")!).Order());
            Assert.Equal(16, instances[0].GetProperty("00280010").GetProperty("Value")[0].GetInt32());
        }

        Assert.Equal(sent.Instances[1], Text(Assert.Single((await fixture.JsonAsync($"{sent.SeriesPath}/instances?InstanceNumber=2")).EnumerateArray()), "00080018"));
    }

    [Fact]
    public async Task Pages_are_stable_and_told_of()
    {
        for (int i = 0; i < 5; i++)
        {
            await fixture.SendStudyAsync(1, $"PAGE-{i}");
        }

        List<string?> paged = [];
        for (int offset = 0; offset < 6; offset += 2)
        {
            using HttpResponseMessage response = await fixture.GetAsync($"studies?PatientID=PAGE-*&limit=2&offset={offset}&orderby=-PatientID");
            Assert.Equal(offset < 4, response.Headers.Contains("Warning"));
            paged.AddRange(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.EnumerateArray().Select(s => Text(s, "00100020")));
        }

        Assert.Equal(["PAGE-4", "PAGE-3", "PAGE-2", "PAGE-1", "PAGE-0"], paged);
    }

    [Fact]
    public async Task Includes_what_is_asked_for()
    {
        await fixture.SendStudyAsync(1, "INCLUDE");
        JsonElement plain = (await fixture.JsonAsync("series?PatientID=INCLUDE"))[0];
        Assert.False(plain.TryGetProperty("00080070", out _));
        foreach (string include in (string[])["Manufacturer", "00080070", "all"])
        {
            Assert.Equal("Gantry", Text((await fixture.JsonAsync($"series?PatientID=INCLUDE&includefield={include}"))[0], "00080070"));
        }
    }

    /// <summary>PS3.18 tables 10.6.3-3 to 10.6.3-5, with what the path fixes left out (table 10.6.1-4).</summary>
    [Fact]
    public async Task Every_required_attribute_is_there_at_every_resource()
    {
        string[] study = ["00080020", "00080030", "00080050", "00080056", "00080061", "00080090", "00080201", "00081190", "00100010", "00100020", "00100030", "00100040", "0020000D", "00200010", "00201206", "00201208"];
        string[] series = ["00080056", "00080060", "00080201", "0008103E", "00081190", "0020000E", "00200011", "00201209", "00400244", "00400245", "00400275"];
        string[] instance = ["00080016", "00080018", "00080056", "00080201", "00081190", "00200013", "00280008", "00280010", "00280011", "00280100"];
        (string s, string e, string i) = (DicomUid.New(), DicomUid.New(), DicomUid.New());
        Dataset full = DatasetBuilder.Ct(s, e, i).Set(Tags.TimezoneOffsetFromUTC, "+0100").Set(Tags.NumberOfFrames, 1)
            .Set(Tags.PerformedProcedureStepStartDate, "20240229").Set(Tags.PerformedProcedureStepStartTime, "1200")
            .SetItems(Tags.RequestAttributesSequence, new Dataset().Set(Tags.RequestedProcedureID, "RP1").Set(Tags.ScheduledProcedureStepID, "SPS1"))
            .SetItems(Tags.ReferencedImageSequence, new Dataset().Set(Tags.ReferencedSOPInstanceUID, "1.2.3.99"));
        using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack(DatasetBuilder.EncodeFile(full)));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        foreach ((string path, string[] required) in ((string, string[])[])
        [
            ($"studies?StudyInstanceUID={s}", study), ($"studies/{s}/series", series), ($"series?StudyInstanceUID={s}", [.. study, .. series]),
            ($"studies/{s}/series/{e}/instances", instance), ($"studies/{s}/instances", [.. series, .. instance]), ($"instances?SOPInstanceUID={i}", [.. study, .. series, .. instance]),
        ])
        {
            JsonElement match = Assert.Single((await fixture.JsonAsync(path)).EnumerateArray());
            Assert.Empty(required.Where(tag => !match.TryGetProperty(tag, out _)).Select(tag => $"{path} lacks {tag}"));
        }

        JsonElement requested = (await fixture.JsonAsync($"studies/{s}/series"))[0].GetProperty("00400275").GetProperty("Value")[0];
        Assert.Equal(("RP1", "SPS1"), (Text(requested, "00401001"), Text(requested, "00400009")));
        JsonElement byPath = (await fixture.JsonAsync($"studies/{s}/instances?includefield=ReferencedImageSequence.ReferencedSOPInstanceUID"))[0];
        Assert.Equal("1.2.3.99", Text(byPath.GetProperty("00081140").GetProperty("Value")[0], "00081155"));
        Assert.Single((await fixture.JsonAsync($"series?StudyInstanceUID={s}&RequestAttributesSequence.RequestedProcedureID=RP1")).EnumerateArray());
        Assert.Empty((await fixture.JsonAsync($"series?StudyInstanceUID={s}&RequestAttributesSequence.RequestedProcedureID=RP2")).EnumerateArray());
    }

    [Fact]
    public async Task Answers_in_xml()
    {
        SentStudy sent = await fixture.SendStudyAsync(1, "XML");
        using HttpResponseMessage response = await fixture.GetAsync("studies?PatientID=XML", "multipart/related; type=\"application/dicom+xml\"");
        Part part = Assert.Single(await Part.ReadAsync(response));
        Assert.Contains($"<Value number=\"1\">{sent.Study}</Value>", System.Text.Encoding.UTF8.GetString(part.Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("studies?Nonsense=1", HttpStatusCode.BadRequest)]
    [InlineData("studies?StudyDate=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("studies/abc/series", HttpStatusCode.BadRequest)]
    [InlineData("studies?accept=image/png", HttpStatusCode.OK)]
    public async Task Tells_what_is_wrong(string path, HttpStatusCode status)
    {
        using HttpResponseMessage response = await fixture.GetAsync(path, "application/json");
        Assert.Equal(status, response.StatusCode);
        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Warns_of_keys_that_are_not_indexed()
    {
        using HttpResponseMessage response = await fixture.GetAsync("studies?DeviceDescription=x");
        Assert.Contains("DeviceDescription", Assert.Single(response.Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement dataset, string tag) => dataset.GetProperty(tag).GetProperty("Value")[0].GetString();
}
