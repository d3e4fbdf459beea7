using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.DicomWeb;

/// <summary>STOW-RS of metadata in JSON and XML with bulk data in parts of its own (PS3.18 10.5.2).</summary>
public sealed class StoreMetadataTests(DicomWebFixture fixture) : IClassFixture<DicomWebFixture>
{
    private const string PixelUri = "bulk/pixels";

    [Fact]
    public async Task In_JSON_values_inline_and_apart_come_together()
    {
        (string study, string instance) = (DicomUid.New(), DicomUid.New());
        byte[] pixels = [.. Enumerable.Range(0, 512).Select(i => (byte)i)];
        JsonObject json = Describe(study, instance);
        json["00100010"] = JsonNode.Parse("""{"vr":"PN","Value":[{"Alphabetic":"Müller^Jörg"}]}""");
        json["00880200"] = JsonNode.Parse("""{"vr":"SQ","Value":[{"00280010":{"vr":"US","Value":[1]},"7FE00010":{"vr":"OW","BulkDataURI":"bulk/icon"}}]}""");
        json["00091001"] = JsonNode.Parse("""{"vr":"UN","InlineBinary":"AQID"}""");
        using HttpResponseMessage response = await SendAsync($"studies/{study}", "json", [json.ToJsonString()], ("bulk/icon", "application/octet-stream", [1, 2, 3]), (PixelUri, "application/octet-stream", pixels));
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());

        DicomFile back = await FetchAsync(study);
        Assert.Equal(TransferSyntax.ExplicitVrLittleEndian, back.TransferSyntax);
        Assert.Equal("Müller^Jörg", back.Dataset.GetString(Tags.PatientName));
        Assert.True(back.Dataset.TryGet(Tags.PixelData, out Element element));
        Assert.Equal(pixels, element.Value.ToArray());
        Assert.Equal(Vr.OW, element.Vr);
        Assert.True(back.Dataset.GetItems(new DicomTag(0x0088, 0x0200))[0].TryGet(Tags.PixelData, out Element icon));
        Assert.Equal([1, 2, 3, 0], icon.Value.ToArray());
        using HttpResponseMessage rendered = await fixture.GetAsync($"studies/{study}/series/{study}.1/instances/{instance}/rendered");
        Assert.Equal(HttpStatusCode.OK, rendered.StatusCode);
    }

    [Fact]
    public async Task What_the_server_gives_as_metadata_can_be_stored_again()
    {
        SentStudy sent = await fixture.SendStudyAsync(2);
        JsonArray metadata = JsonNode.Parse((await fixture.JsonAsync($"studies/{sent.Study}/metadata")).GetRawText())!.AsArray();
        string study = DicomUid.New();
        List<(string, string, byte[])> bulk = [];
        foreach (JsonNode? instance in metadata)
        {
            string uri = instance!["7FE00010"]!["BulkDataURI"]!.GetValue<string>();
            using HttpResponseMessage value = await fixture.GetAsync(uri, "application/octet-stream");
            bulk.Add((uri, "application/octet-stream", await value.Content.ReadAsByteArrayAsync()));
            instance["0020000D"]!["Value"]![0] = study;
            instance["00080018"]!["Value"]![0] = DicomUid.New();
        }

        using HttpResponseMessage response = await SendAsync("studies", "json", [metadata.ToJsonString()], [.. bulk]);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        using HttpResponseMessage back = await fixture.GetAsync($"studies/{study}");
        List<Part> files = await Part.ReadAsync(back);
        foreach (string instance in sent.Instances)
        {
            Dataset before = DicomFile.Read(sent.Files[sent.Instances.ToList().IndexOf(instance)]).Dataset;
            Dataset after = files.Select(f => DicomFile.Read(f.Body).Dataset).Single(d => d.GetInteger(Tags.InstanceNumber) == before.GetInteger(Tags.InstanceNumber));
            foreach (Element element in before.Where(e => e.Tag != Tags.StudyInstanceUID && e.Tag != Tags.SOPInstanceUID))
            {
                Assert.True(after.TryGet(element.Tag, out Element there), element.Tag.ToString());
                Assert.Equal(element.Value.ToArray(), there.Value.ToArray());
            }
        }
    }

    [CorpusFact]
    public async Task In_XML_compressed_frames_are_kept_as_they_come()
    {
        byte[] file = Corpus.Valid.Single(f => f.Path.EndsWith("CT1_JLSL", StringComparison.Ordinal) || f.Path.EndsWith("/emri_small_jpeg_ls_lossless.dcm", StringComparison.Ordinal)).ReadAllBytes();
        DicomFile original = DicomFile.Read(file);
        IReadOnlyList<ReadOnlyMemory<byte>> fragments = original.Dataset.First(e => e.Tag == Tags.PixelData).Fragments!;
        string study = DicomUid.New();
        string xml = $"""
            <NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" xml:space="preserve">
            {Attribute("00080016", "UI", original.Dataset.GetString(Tags.SOPClassUID)!)}{Attribute("00080018", "UI", DicomUid.New())}{Attribute("0020000D", "UI", study)}{Attribute("0020000E", "UI", study + ".1")}
            {Attribute("00280002", "US", "1")}{Attribute("00280004", "CS", "MONOCHROME2")}{Attribute("00280008", "IS", $"{fragments.Count - 1}")}{Attribute("00280010", "US", $"{original.Dataset.GetInteger(Tags.Rows)}")}
            {Attribute("00280011", "US", $"{original.Dataset.GetInteger(Tags.Columns)}")}{Attribute("00280100", "US", "16")}{Attribute("00280101", "US", $"{original.Dataset.GetInteger(Tags.BitsStored)}")}
            {Attribute("00280102", "US", $"{original.Dataset.GetInteger(Tags.HighBit)}")}{Attribute("00280103", "US", $"{original.Dataset.GetInteger(Tags.PixelRepresentation)}")}
            <DicomAttribute tag="7FE00010" vr="OB" keyword="PixelData"><BulkData uri="{PixelUri}"/></DicomAttribute>
            </NativeDicomModel>
            """;
        using HttpResponseMessage response = await SendAsync("studies", "xml", [xml], [.. fragments.Skip(1).Select(f => (PixelUri, "image/jls", f.ToArray()))]);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        DicomFile back = await FetchAsync(study, "*");
        Assert.Equal(TransferSyntax.JpegLsLossless, back.TransferSyntax);
        Assert.Equal(fragments.Skip(1).Select(f => Convert.ToHexString(f.Span)), back.Dataset.First(e => e.Tag == Tags.PixelData).Fragments!.Skip(1).Select(f => Convert.ToHexString(f.Span)));
    }

    [Fact]
    public async Task Values_larger_than_memory_is_given_for_come_through()
    {
        (string study, string instance) = (DicomUid.New(), DicomUid.New());
        byte[] pixels = new byte[24_000_000];
        Random.Shared.NextBytes(pixels);
        using HttpResponseMessage response = await SendAsync("studies", "json", [Describe(study, instance, 4000, 3000).ToJsonString()], (PixelUri, "application/octet-stream", pixels));
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        using HttpResponseMessage back = await fixture.GetAsync($"studies/{study}/series/{study}.1/instances/{instance}/frames/1", "application/octet-stream");
        Assert.Equal(pixels, await back.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task An_instance_without_its_values_fails_alone_and_by_name()
    {
        (string study, string whole, string lacking) = (DicomUid.New(), DicomUid.New(), DicomUid.New());
        JsonObject missing = Describe(study, lacking);
        missing["7FE00010"]!["BulkDataURI"] = "bulk/nowhere";
        JsonArray both = [Describe(study, whole), missing];
        using HttpResponseMessage response = await SendAsync("studies", "json", [both.ToJsonString()], (PixelUri, "application/octet-stream", new byte[512]));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonElement report = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(whole, report.GetProperty("00081199").GetProperty("Value")[0].GetProperty("00081155").GetProperty("Value")[0].GetString());
        JsonElement failed = report.GetProperty("00081198").GetProperty("Value")[0];
        Assert.Equal(lacking, failed.GetProperty("00081155").GetProperty("Value")[0].GetString());
        Assert.Equal(0xC000, failed.GetProperty("00081197").GetProperty("Value")[0].GetInt32());
        Assert.Contains("bulk/nowhere", Assert.Single(response.Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{]", "not DICOM JSON")]
    [InlineData("[]", "describes no instance")]
    [InlineData("[{\"00080016\":{\"vr\":\"UI\",\"Value\":[\"1.2\"]}}]", "SOP Instance UID")]
    public async Task Metadata_that_describes_no_instance_is_refused(string json, string detail)
    {
        using HttpResponseMessage response = await SendAsync("studies", "json", [json]);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(detail, Assert.Single(response.Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_media_type_that_pixel_data_cannot_have_is_named()
    {
        using HttpResponseMessage response = await SendAsync("studies", "json", [Describe(DicomUid.New(), DicomUid.New()).ToJsonString()], (PixelUri, "image/gif", new byte[512]));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement report = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(0xC122, report.GetProperty("00081198").GetProperty("Value")[0].GetProperty("00081197").GetProperty("Value")[0].GetInt32());
        Assert.Contains("image/gif", Assert.Single(response.Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    private static string Attribute(string tag, string vr, string value) => $"<DicomAttribute tag=\"{tag}\" vr=\"{vr}\"><Value number=\"1\">{value}</Value></DicomAttribute>";

    private static JsonObject Describe(string study, string instance, int rows = 16, int columns = 16)
    {
        JsonObject json = [];
        foreach ((string tag, string vr, JsonNode value) in ((string, string, JsonNode)[])
            [("00080016", "UI", DatasetBuilder.CtImageStorage), ("00080018", "UI", instance), ("0020000D", "UI", study), ("0020000E", "UI", study + ".1"), ("00280002", "US", 1), ("00280004", "CS", "MONOCHROME2"),
             ("00280010", "US", rows), ("00280011", "US", columns), ("00280100", "US", 16), ("00280101", "US", 16), ("00280102", "US", 15), ("00280103", "US", 0)])
        {
            json[tag] = new JsonObject { ["vr"] = vr, ["Value"] = new JsonArray { value } };
        }

        json["7FE00010"] = new JsonObject { ["vr"] = "OW", ["BulkDataURI"] = PixelUri };
        return json;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string form, string[] metadata, params (string Location, string MediaType, byte[] Bytes)[] bulk)
    {
        MultipartContent content = new("related", "stow-" + Guid.NewGuid().ToString("N"));
        content.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", $"\"application/dicom+{form}\""));
        foreach (string text in metadata)
        {
            ByteArrayContent part = new(Encoding.UTF8.GetBytes(text));
            part.Headers.ContentType = new MediaTypeHeaderValue($"application/dicom+{form}");
            content.Add(part);
        }

        foreach ((string location, string mediaType, byte[] bytes) in bulk)
        {
            ByteArrayContent part = new(bytes);
            part.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            part.Headers.TryAddWithoutValidation("Content-Location", location);
            content.Add(part);
        }

        return await fixture.Client.PostAsync(path, content);
    }

    private async Task<DicomFile> FetchAsync(string study, string? syntax = null)
    {
        using HttpResponseMessage response = await fixture.GetAsync($"studies/{study}", syntax is null ? null : $"multipart/related; type=\"application/dicom\"; transfer-syntax={syntax}");
        return DicomFile.Read(Assert.Single(await Part.ReadAsync(response)).Body);
    }
}
