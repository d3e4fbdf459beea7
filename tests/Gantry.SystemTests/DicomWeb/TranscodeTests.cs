using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Imaging.Compression;
using Gantry.Imaging.Frames;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.DicomWeb;

/// <summary>Frames and instances in other transfer syntaxes than they are stored in (PS3.18 8.7.3).</summary>
public sealed class TranscodeTests(DicomWebFixture fixture) : IClassFixture<DicomWebFixture>
{
    private const string Octets = "multipart/related; type=\"application/octet-stream\"";

    [CorpusFact]
    public async Task Compressed_frames_of_the_corpus_decode_as_independent_decoders_did()
    {
        List<string> wrong = [];
        int compared = 0;
        foreach (CorpusFile file in Corpus.Valid.Where(IsLosslessOfOwnUid))
        {
            using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack(file.ReadAllBytes()));
            if (!stored.IsSuccessStatusCode)
            {
                continue;
            }

            string path = $"studies/{file.StudyInstanceUid}/series/{file.SeriesInstanceUid}/instances/{file.SopInstanceUid}";
            using HttpResponseMessage frames = await fixture.GetAsync(path + "/pixeldata", Octets);
            Assert.True(frames.IsSuccessStatusCode, $"{file}: {await frames.Content.ReadAsStringAsync()}");
            Check(file, [.. (await Part.ReadAsync(frames)).SelectMany(p => p.Body)], "frames");
            using HttpResponseMessage whole = await fixture.GetAsync(path, "application/dicom");
            DicomFile read = DicomFile.Read(await whole.Content.ReadAsByteArrayAsync());
            Assert.Equal(TransferSyntax.ExplicitVrLittleEndian, read.TransferSyntax);
            Check(file, read.Dataset.First(e => e.Tag == Tags.PixelData).Value.ToArray(), "instance");
            compared++;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(compared > 20, $"{compared} files");

        void Check(CorpusFile file, byte[] pixels, string of)
        {
            JsonElement[] references = [.. file.Facts.GetProperty("decoded").EnumerateArray().Where(r => r.TryGetProperty("sha256", out _) && r.TryGetProperty("bytes", out _))];
            if (!references.Any(r => Convert.ToHexStringLower(SHA256.HashData(pixels.AsSpan(0, Math.Min(pixels.Length, r.GetProperty("bytes").GetInt32())))) == r.GetProperty("sha256").GetString()))
            {
                wrong.Add($"{file}: {of} of {pixels.Length} bytes");
            }
        }
    }

    [Fact]
    public async Task Stored_pixels_come_in_every_syntax_that_can_be_encoded()
    {
        SentStudy sent = await fixture.SendStudyAsync(1);
        byte[] pixels = DicomFile.Read(sent.Files[0]).Dataset.First(e => e.Tag == Tags.PixelData).Value.ToArray();
        foreach (TransferSyntax syntax in TransferSyntax.All.Where(s => FrameCodecs.CanEncode(s) && !s.IsLossy))
        {
            using HttpResponseMessage response = await fixture.GetAsync($"studies/{sent.Study}", $"multipart/related; type=\"application/dicom\"; transfer-syntax={syntax.Uid}");
            Assert.True(response.IsSuccessStatusCode, $"{syntax}: {await response.Content.ReadAsStringAsync()}");
            Part part = Assert.Single(await Part.ReadAsync(response));
            Assert.Contains("transfer-syntax=" + syntax.Uid, part.Headers, StringComparison.Ordinal);
            DicomFile file = DicomFile.Read(part.Body);
            Assert.Equal(syntax, file.TransferSyntax);
            Assert.Null(PixelFrames.Open(file.Dataset, file.TransferSyntax, out PixelFrames frames));
            Assert.Null(frames.Decode(1, out byte[] cells, out _));
            Assert.Equal(pixels, cells);
            Assert.Equal(sent.Instances[0], file.Dataset.GetString(Tags.SOPInstanceUID));
        }
    }

    [Theory]
    [InlineData("image/jls", "1.2.840.10008.1.2.4.80")]
    [InlineData("image/jpeg", "1.2.840.10008.1.2.4.70")]
    [InlineData("image/jp2", "1.2.840.10008.1.2.4.90")]
    [InlineData("image/jphc", "1.2.840.10008.1.2.4.201")]
    [InlineData("image/dicom-rle", "1.2.840.10008.1.2.5")]
    [InlineData("application/octet-stream; transfer-syntax=1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.80")]
    public async Task A_frame_comes_as_the_media_type_that_is_asked_for(string accept, string syntax)
    {
        SentStudy sent = await fixture.SendStudyAsync(1);
        Dataset dataset = DicomFile.Read(sent.Files[0]).Dataset;
        byte[] pixels = dataset.First(e => e.Tag == Tags.PixelData).Value.ToArray();
        using HttpResponseMessage response = await fixture.GetAsync(sent.InstancePath(0) + "/frames/1", accept);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("transfer-syntax=" + syntax, response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        byte[] frame = await response.Content.ReadAsByteArrayAsync();
        Assert.Null(PixelFrames.OpenFrame(dataset, TransferSyntax.FromUid(syntax), 1, frame, 0, out PixelFrames frames));
        Assert.Null(frames.Decode(1, out byte[] cells, out _));
        Assert.Equal(pixels, cells);
    }

    [Fact]
    public async Task With_losses_the_same_is_the_same_instance_again()
    {
        SentStudy sent = await fixture.SendStudyAsync(2);
        string[] uids = new string[3];
        foreach ((int instance, string syntax, int to) in ((int, string, int)[])[(0, "1.2.840.10008.1.2.4.91", 0), (0, "1.2.840.10008.1.2.4.81", 1), (1, "1.2.840.10008.1.2.4.91", 2)])
        {
            using HttpResponseMessage first = await fixture.GetAsync(sent.InstancePath(instance), $"application/dicom; transfer-syntax={syntax}");
            using HttpResponseMessage second = await fixture.GetAsync(sent.InstancePath(instance), $"application/dicom; transfer-syntax={syntax}");
            byte[] bytes = await first.Content.ReadAsByteArrayAsync();
            Assert.Equal(bytes, await second.Content.ReadAsByteArrayAsync());
            Assert.Equal(first.Headers.ETag, second.Headers.ETag);
            uids[to] = DicomFile.Read(bytes).Dataset.GetString(Tags.SOPInstanceUID)!;
            Assert.StartsWith("2.25.", uids[to], StringComparison.Ordinal);
        }

        Assert.Equal(3, uids.Distinct().Count());
    }

    [Fact]
    public async Task What_no_codec_can_make_is_told()
    {
        SentStudy sent = await fixture.SendStudyAsync(1);
        using HttpResponseMessage baseline = await fixture.GetAsync(sent.InstancePath(0) + "/frames/1", "image/jpeg; transfer-syntax=1.2.840.10008.1.2.4.50");
        Assert.Equal(HttpStatusCode.NotAcceptable, baseline.StatusCode);
        Assert.Contains("JPEG", await baseline.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage unknown = await fixture.GetAsync(sent.InstancePath(0) + "/frames/1", "image/jxl");
        Assert.Equal(HttpStatusCode.NotAcceptable, unknown.StatusCode);
        using HttpResponseMessage whole = await fixture.GetAsync(sent.InstancePath(0), "application/dicom; transfer-syntax=1.2.840.10008.1.2.4.50");
        Assert.Equal(HttpStatusCode.NotAcceptable, whole.StatusCode);
        using HttpResponseMessage study = await fixture.GetAsync($"studies/{sent.Study}", "multipart/related; type=\"application/dicom\"; transfer-syntax=1.2.840.10008.1.2.4.50");
        Assert.Equal(sent.Files[0], Assert.Single(await Part.ReadAsync(study)).Body);
    }

    [Fact]
    public async Task A_large_instance_is_transcoded_by_way_of_disk()
    {
        (string study, string series, string instance) = (DicomUid.New(), DicomUid.New(), DicomUid.New());
        byte[] pixels = [.. Enumerable.Range(0, 40 * 1024 * 1024).Select(i => (byte)(i >> 9))];
        Dataset cine = DatasetBuilder.Ct(study, series, instance, 1024, 1024).Set(Tags.NumberOfFrames, 20).Set(Tags.PixelData, Vr.OW, pixels);
        using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack(DatasetBuilder.EncodeFile(cine)));
        string path = $"studies/{study}/series/{series}/instances/{instance}";
        using HttpResponseMessage response = await fixture.GetAsync(path, "application/dicom; transfer-syntax=1.2.840.10008.1.2.5");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        DicomFile file = DicomFile.Read(await response.Content.ReadAsByteArrayAsync());
        Assert.Null(PixelFrames.Open(file.Dataset, file.TransferSyntax, out PixelFrames frames));
        Assert.Null(frames.Decode(17, out byte[] cells, out _));
        Assert.Equal(pixels[(16 << 21)..(17 << 21)], cells);
    }

    [Fact]
    public async Task Pixel_and_bulk_data_come_for_study_series_and_instance()
    {
        (string study, string series) = (DicomUid.New(), DicomUid.New());
        byte[] document = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];
        Dataset[] datasets = [.. Enumerable.Range(1, 2).Select(i => DatasetBuilder.Ct(study, series, DicomUid.New(), instanceNumber: i).Set(new DicomTag(0x0009, 0x1001), Vr.OB, document)), DatasetBuilder.Ct(study, series + ".1", DicomUid.New())];
        using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack([.. datasets.Select(d => DatasetBuilder.EncodeFile(d))]));
        string first = $"studies/{study}/series/{series}/instances/{datasets[0].GetString(Tags.SOPInstanceUID)}";
        foreach ((string path, int instances, int documents) in ((string, int, int)[])[($"studies/{study}", 3, 2), ($"studies/{study}/series/{series}", 2, 2), (first, 1, 1)])
        {
            using HttpResponseMessage pixels = await fixture.GetAsync(path + "/pixeldata", Octets);
            List<Part> frames = await Part.ReadAsync(pixels);
            Assert.Equal(instances, frames.Count);
            Assert.All(frames, f => Assert.Equal(512, f.Body.Length));
            using HttpResponseMessage response = await fixture.GetAsync(path + "/bulkdata", Octets);
            List<Part> parts = await Part.ReadAsync(response);
            Assert.Equal(instances + documents, parts.Count);
            Assert.Equal(documents, parts.Count(p => p.Body.SequenceEqual(document) && p.Headers.Contains("/bulkdata/00091001", StringComparison.Ordinal)));
            foreach (Part part in parts)
            {
                string location = part.Headers.Split("Content-Location: ")[1].Split("\r\n")[0];
                using HttpResponseMessage alone = await fixture.GetAsync(location, "application/octet-stream");
                Assert.Equal(part.Body, await alone.Content.ReadAsByteArrayAsync());
            }
        }
    }

    /// <summary>Compressed without loss, with a reference of the same order of samples, and alone under its SOP Instance UID.</summary>
    private static bool IsLosslessOfOwnUid(CorpusFile file) =>
        file.TransferSyntaxUid is { } uid && TransferSyntax.FromUid(uid) is { IsEncapsulated: true, IsLossy: false } syntax && FrameCodecs.CanDecode(syntax) && !file.Facts.GetProperty("lossy").GetBoolean() && file.Number("bitsAllocated") > 1
        && file.Facts.TryGetProperty("decoded", out JsonElement decoded) && decoded.EnumerateArray().Any(r => r.TryGetProperty("sha256", out _))
        && (file.Number("samplesPerPixel") == 1 || decoded.EnumerateArray().Any(r => r.TryGetProperty("planarConfiguration", out JsonElement planar) && planar.ValueKind == JsonValueKind.Number && planar.GetInt32() == 0))
        && Corpus.Valid.Count(f => f.SopInstanceUid == file.SopInstanceUid) == 1;
}
