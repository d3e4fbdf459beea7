using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.DicomWeb;

public sealed class StoreTests(DicomWebFixture fixture) : IClassFixture<DicomWebFixture>
{
    [Fact]
    public async Task Tells_of_each_instance_that_is_stored()
    {
        (string study, string series, string instance) = (DicomUid.New(), DicomUid.New(), DicomUid.New());
        using HttpResponseMessage response = await fixture.Client.PostAsync($"studies/{study}", Part.Pack(DatasetBuilder.EncodeFile(DatasetBuilder.Ct(study, series, instance))));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement report = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.EndsWith($"/dicom-web/studies/{study}", Value(report, "00081190"), StringComparison.Ordinal);
        JsonElement item = report.GetProperty("00081199").GetProperty("Value")[0];
        Assert.Equal(instance, Value(item, "00081155"));
        Assert.Equal(DatasetBuilder.CtImageStorage, Value(item, "00081150"));
        Assert.EndsWith($"/series/{series}/instances/{instance}", Value(item, "00081190"), StringComparison.Ordinal);
        Assert.False(report.TryGetProperty("00081198", out _));
    }

    [Fact]
    public async Task The_same_again_is_success_and_another_content_is_a_conflict()
    {
        SentStudy sent = await fixture.SendStudyAsync(1);
        using HttpResponseMessage again = await fixture.Client.PostAsync("studies", Part.Pack(sent.Files[0]));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        byte[] other = DatasetBuilder.EncodeFile(DatasetBuilder.Ct(sent.Study, sent.Series, sent.Instances[0], patientName: "Other^Name"));
        using HttpResponseMessage conflict = await fixture.Client.PostAsync("studies", Part.Pack(other));
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
        JsonElement report = JsonDocument.Parse(await conflict.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(0x0111, report.GetProperty("00081198").GetProperty("Value")[0].GetProperty("00081197").GetProperty("Value")[0].GetInt32());
    }

    [Fact]
    public async Task What_was_here_already_is_counted()
    {
        SentStudy sent = await fixture.SendStudyAsync(1);
        using HttpResponseMessage again = await fixture.Client.PostAsync("studies", Part.Pack(sent.Files[0], DatasetBuilder.EncodeFile(DatasetBuilder.Ct())));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal("1", Assert.Single(again.Headers.GetValues("Gantry-Already-Held")));
    }

    [Fact]
    public async Task Where_meta_information_names_another_instance_the_data_set_decides_and_a_warning_says_so()
    {
        (string study, string instance, string other) = (DicomUid.New(), DicomUid.New(), DicomUid.New());
        ArrayBufferWriter<byte> file = new();
        new FileMeta(DatasetBuilder.CtImageStorage, other, TransferSyntax.ExplicitVrLittleEndian.Uid).Write(file);
        file.Write(DatasetBuilder.Encode(DatasetBuilder.Ct(study, DicomUid.New(), instance)));
        using HttpResponseMessage response = await fixture.Client.PostAsync("studies", Part.Pack(file.WrittenSpan.ToArray()));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(other, Assert.Single(response.Headers.GetValues("Warning")), StringComparison.Ordinal);
        Assert.Equal(instance, Value((await fixture.JsonAsync($"studies/{study}/instances"))[0], "00080018"));
    }

    [Fact]
    public async Task A_bad_part_among_good_ones_fails_alone()
    {
        byte[] first = DatasetBuilder.EncodeFile(DatasetBuilder.Ct());
        byte[] last = DatasetBuilder.EncodeFile(DatasetBuilder.Ct());
        using HttpResponseMessage response = await fixture.Client.PostAsync("studies", Part.Pack(first, "this is no DICOM"u8.ToArray(), first[..^100], last));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonElement report = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(2, report.GetProperty("00081199").GetProperty("Value").GetArrayLength());
        Assert.Equal(2, response.Headers.GetValues("Warning").Count());
    }

    [Fact]
    public async Task An_instance_of_another_study_is_refused()
    {
        using HttpResponseMessage response = await fixture.Client.PostAsync($"studies/{DicomUid.New()}", Part.Pack(DatasetBuilder.EncodeFile(DatasetBuilder.Ct())));
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task Takes_one_instance_alone_and_answers_in_xml()
    {
        string instance = DicomUid.New();
        using HttpRequestMessage request = new(HttpMethod.Post, "studies") { Content = new ByteArrayContent(DatasetBuilder.EncodeFile(DatasetBuilder.Ct(DicomUid.New(), DicomUid.New(), instance))) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
        request.Headers.Accept.ParseAdd("application/dicom+xml");
        using HttpResponseMessage response = await fixture.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(instance, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", "x", HttpStatusCode.UnsupportedMediaType, "text/plain")]
    [InlineData("multipart/related; type=\"image/png\"; boundary=b", "--b--", HttpStatusCode.UnsupportedMediaType, "image/png")]
    [InlineData("multipart/related; type=\"application/dicom\"", "--b--", HttpStatusCode.BadRequest, "boundary")]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=b", "--b--", HttpStatusCode.BadRequest, "no part")]
    public async Task Tells_why_a_body_is_not_taken(string contentType, string body, HttpStatusCode status, string detail)
    {
        using ByteArrayContent content = new(Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using HttpResponseMessage response = await fixture.Client.PostAsync("studies", content);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(detail, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_cut_short_stores_only_the_whole_parts()
    {
        byte[] first = DatasetBuilder.EncodeFile(DatasetBuilder.Ct());
        byte[] body = await Part.Pack(first, DatasetBuilder.EncodeFile(DatasetBuilder.Ct())).ReadAsByteArrayAsync();
        string boundary = Encoding.Latin1.GetString(body)[2..].Split("\r\n")[0];
        using ByteArrayContent content = new(body[..^200]);
        content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/related; type=\"application/dicom\"; boundary={boundary}");
        using HttpResponseMessage response = await fixture.Client.PostAsync("studies", content);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonElement report = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(1, report.GetProperty("00081199").GetProperty("Value").GetArrayLength());
        Assert.Equal(1, report.GetProperty("0008119A").GetProperty("Value").GetArrayLength());
    }

    [Fact]
    public async Task Takes_an_instance_larger_than_a_servers_usual_limit()
    {
        string study = DicomUid.New();
        Dataset large = DatasetBuilder.Ct(study, DicomUid.New(), DicomUid.New()).Set(Tags.Rows, 4000).Set(Tags.Columns, 5000);
        byte[] file = DatasetBuilder.EncodeFile(large.Set(Tags.PixelData, Vr.OW, new byte[40_000_000]));
        using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack(file));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        using HttpResponseMessage back = await fixture.GetAsync($"studies/{study}");
        Assert.Equal(file, Assert.Single(await Part.ReadAsync(back)).Body);
    }

    [Fact]
    public async Task Nobody_stores_or_searches_without_a_token()
    {
        using HttpClient anonymous = fixture.Gantry.AnonymousClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.PostAsync("dicom-web/studies", Part.Pack([1]))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync("dicom-web/studies")).StatusCode);
    }

    private static string? Value(JsonElement dataset, string tag) => dataset.GetProperty(tag).GetProperty("Value")[0].GetString();
}
