using System.Net;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.DicomWeb;

public sealed class RetrieveTests(DicomWebFixture fixture) : IClassFixture<DicomWebFixture>
{
    private const string AnySyntax = "multipart/related; type=\"application/dicom\"; transfer-syntax=*";

    [Fact]
    public async Task Gives_back_the_bytes_that_came()
    {
        SentStudy sent = await fixture.SendStudyAsync(3);
        foreach (string path in (string[])[$"studies/{sent.Study}", sent.SeriesPath])
        {
            using HttpResponseMessage response = await fixture.GetAsync(path, AnySyntax);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            List<Part> parts = await Part.ReadAsync(response);
            Assert.Equal(sent.Files, parts.Select(p => p.Body));
            Assert.Contains("Content-Type: application/dicom; transfer-syntax=1.2.840.10008.1.2.1", parts[0].Headers, StringComparison.Ordinal);
        }

        using HttpResponseMessage alone = await fixture.GetAsync(sent.InstancePath(1), "application/dicom");
        Assert.Equal(sent.Files[1], await alone.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Changes_one_uncompressed_encoding_into_another_when_asked()
    {
        SentStudy sent = await fixture.SendStudyAsync(1, syntax: TransferSyntax.ImplicitVrLittleEndian);
        using HttpResponseMessage stored = await fixture.GetAsync(sent.InstancePath(0), AnySyntax);
        Assert.Equal(sent.Files[0], Assert.Single(await Part.ReadAsync(stored)).Body);
        using HttpResponseMessage converted = await fixture.GetAsync(sent.InstancePath(0), "application/dicom; transfer-syntax=1.2.840.10008.1.2.1");
        DicomFile file = DicomFile.Read(await converted.Content.ReadAsByteArrayAsync());
        Assert.Equal(TransferSyntax.ExplicitVrLittleEndian, file.TransferSyntax);
        Assert.Null(file.Error);
        Assert.Equal(sent.Instances[0], file.Dataset.GetString(Tags.SOPInstanceUID));
        using HttpResponseMessage compressed = await fixture.GetAsync(sent.InstancePath(0), "application/dicom; transfer-syntax=1.2.840.10008.1.2.4.110");
        Assert.Equal(HttpStatusCode.NotAcceptable, compressed.StatusCode);
        Assert.Contains("Implicit VR Little Endian", await compressed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2.1.99")]
    public async Task Frames_are_little_endian_whatever_is_stored(string syntax)
    {
        SentStudy sent = await fixture.SendStudyAsync(1, syntax: TransferSyntax.FromUid(syntax));
        byte[] pixels = new byte[512];
        for (int i = 0; i < 256; i++)
        {
            (pixels[2 * i], pixels[(2 * i) + 1]) = ((byte)(i + 17), (byte)((i + 17) >> 8));
        }

        using HttpResponseMessage many = await fixture.GetAsync(sent.InstancePath(0) + "/frames/1", "multipart/related; type=\"application/octet-stream\"");
        Assert.Equal(pixels, Assert.Single(await Part.ReadAsync(many)).Body);
        using HttpResponseMessage alone = await fixture.GetAsync(sent.InstancePath(0) + "/frames/1", "application/octet-stream");
        Assert.Equal(pixels, await alone.Content.ReadAsByteArrayAsync());
        using HttpResponseMessage range = await fixture.GetAsync(sent.InstancePath(0) + "/frames/1", "application/octet-stream", ("Range", "bytes=10-19"));
        Assert.Equal(HttpStatusCode.PartialContent, range.StatusCode);
        Assert.Equal(pixels[10..20], await range.Content.ReadAsByteArrayAsync());
        using HttpResponseMessage bulk = await fixture.GetAsync(sent.InstancePath(0) + "/bulkdata/7FE00010", "application/octet-stream");
        Assert.Equal(pixels, await bulk.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Frames_of_many_come_in_the_order_of_the_list()
    {
        (string study, string series, string instance) = (DicomUid.New(), DicomUid.New(), DicomUid.New());
        Dataset cine = DatasetBuilder.Ct(study, series, instance).Set(Tags.NumberOfFrames, 3).Set(Tags.PixelData, Vr.OW, Enumerable.Range(0, 3 * 512).Select(i => (byte)(i / 512)).ToArray());
        using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack(DatasetBuilder.EncodeFile(cine)));
        string frames = $"studies/{study}/series/{series}/instances/{instance}/frames/";
        using HttpResponseMessage response = await fixture.GetAsync(frames + "3,1");
        Assert.Equal([2, 0], (await Part.ReadAsync(response)).Select(p => p.Body[0]));
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.GetAsync(frames + "4")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await fixture.GetAsync(frames + "0")).StatusCode);
        Assert.Equal(HttpStatusCode.NotAcceptable, (await fixture.GetAsync(frames + "1,2", "application/octet-stream")).StatusCode);
        Assert.Equal(HttpStatusCode.NotAcceptable, (await fixture.GetAsync(frames + "1", "image/jxl")).StatusCode);
    }

    [Fact]
    public async Task What_the_client_has_is_not_sent_again()
    {
        SentStudy sent = await fixture.SendStudyAsync(1);
        foreach (string path in (string[])[sent.InstancePath(0), sent.InstancePath(0) + "/frames/1", sent.SeriesPath + "/metadata", $"studies/{sent.Study}"])
        {
            using HttpResponseMessage first = await fixture.GetAsync(path);
            string tag = first.Headers.ETag!.ToString();
            using HttpResponseMessage second = await fixture.GetAsync(path, null, ("If-None-Match", tag));
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
            using HttpResponseMessage third = await fixture.GetAsync(path, null, ("If-None-Match", "\"other\""));
            Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        }
    }

    [Theory]
    [InlineData("bytes=0-", 0, -1)]
    [InlineData("bytes=-10", -10, -1)]
    [InlineData("bytes=100-199", 100, 199)]
    public async Task Ranges_of_an_instance(string range, int from, int to)
    {
        SentStudy sent = await fixture.SendStudyAsync(1);
        byte[] file = sent.Files[0];
        using HttpResponseMessage response = await fixture.GetAsync(sent.InstancePath(0), "application/dicom", ("Range", range));
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(file[(from < 0 ? file.Length + from : from)..(to < 0 ? file.Length : to + 1)], await response.Content.ReadAsByteArrayAsync());
        using HttpResponseMessage beyond = await fixture.GetAsync(sent.InstancePath(0), "application/dicom", ("Range", $"bytes={file.Length}-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
    }

    [CorpusFact]
    public async Task Compressed_frames_go_out_as_stored()
    {
        byte[] file = await File.ReadAllBytesAsync(Path.Combine(Corpus.Folder, Corpus.Valid.First(f => f.Path.Contains("transfer-syntax", StringComparison.Ordinal)
            && DicomFile.Read(File.ReadAllBytes(Path.Combine(Corpus.Folder, f.Path))) is { TransferSyntax.Uid: "1.2.840.10008.1.2.4.80" }).Path));
        DicomFile read = DicomFile.Read(file);
        using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack(file));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        string path = $"studies/{read.Dataset.GetString(Tags.StudyInstanceUID)}/series/{read.Dataset.GetString(Tags.SeriesInstanceUID)}/instances/{read.Dataset.GetString(Tags.SOPInstanceUID)}";
        Assert.True(read.Dataset.TryGet(Tags.PixelData, out Element? pixels));
        byte[] first = pixels!.Fragments![1].ToArray();
        using HttpResponseMessage jls = await fixture.GetAsync(path + "/frames/1", "image/jls");
        Assert.Equal(first, await jls.Content.ReadAsByteArrayAsync());
        using HttpResponseMessage octets = await fixture.GetAsync(path + "/frames/1", "multipart/related; type=\"application/octet-stream\"; transfer-syntax=*");
        Assert.Equal(first, Assert.Single(await Part.ReadAsync(octets)).Body);
        using HttpResponseMessage uncompressed = await fixture.GetAsync(path + "/frames/1", "multipart/related; type=\"application/octet-stream\"; transfer-syntax=1.2.840.10008.1.2.1");
        Assert.Equal(HttpStatusCode.OK, uncompressed.StatusCode);
        using HttpResponseMessage whole = await fixture.GetAsync(path, "application/dicom; transfer-syntax=*");
        Assert.Equal(file, await whole.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("studies/1.2.3")]
    [InlineData("studies/1.2.3/metadata")]
    [InlineData("studies/1.2.3/series/1.2.4")]
    [InlineData("studies/1.2.3/series/1.2.4/instances/1.2.5/frames/1")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using HttpResponseMessage response = await fixture.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("There is no", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_deleted_is_gone()
    {
        SentStudy sent = await fixture.SendStudyAsync(3);
        Assert.Equal(HttpStatusCode.NoContent, (await fixture.Client.DeleteAsync(sent.InstancePath(0))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.GetAsync(sent.InstancePath(0))).StatusCode);
        Assert.Equal(2, (await fixture.JsonAsync($"studies/{sent.Study}/instances")).GetArrayLength());
        Assert.Equal(2, (await fixture.JsonAsync($"studies/{sent.Study}/metadata")).GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await fixture.Client.DeleteAsync($"studies/{sent.Study}")).StatusCode);
        Assert.Equal(0, (await fixture.JsonAsync($"studies?StudyInstanceUID={sent.Study}")).GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Client.DeleteAsync($"studies/{sent.Study}")).StatusCode);
    }
}
