using System.IO.Compression;
using System.Net;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.DicomWeb;

public sealed class RenderedTests(DicomWebFixture fixture) : IClassFixture<DicomWebFixture>
{
    [Fact]
    public async Task An_instance_and_its_frame_are_pictures()
    {
        SentStudy sent = await fixture.SendStudyAsync(1);
        foreach (string path in (string[])[sent.InstancePath(0) + "/rendered", sent.InstancePath(0) + "/frames/1/rendered"])
        {
            using HttpResponseMessage png = await fixture.GetAsync(path, "image/png");
            Assert.Equal("image/png", png.Content.Headers.ContentType!.MediaType);
            byte[] bytes = await png.Content.ReadAsByteArrayAsync();
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
            Assert.Equal((16, 16), (bytes[19], bytes[23]));
            using HttpResponseMessage windowed = await fixture.GetAsync(path + "?window=0,10&viewport=8,8", "image/png");
            byte[] small = await windowed.Content.ReadAsByteArrayAsync();
            Assert.Equal((8, 8), (small[19], small[23]));
        }
    }

    [Fact]
    public async Task Every_level_has_a_thumbnail_that_a_client_may_keep()
    {
        SentStudy sent = await fixture.SendStudyAsync(3);
        foreach (string path in (string[])[$"studies/{sent.Study}", sent.SeriesPath, sent.InstancePath(1), sent.InstancePath(1) + "/frames/1"])
        {
            using HttpResponseMessage response = await fixture.GetAsync(path + "/thumbnail");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("image/jpeg", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal([0xFF, 0xD8], (await response.Content.ReadAsByteArrayAsync())[..2]);
            using HttpResponseMessage again = await fixture.GetAsync(path + "/thumbnail", null, ("If-None-Match", response.Headers.ETag!.ToString()));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }
    }

    [Fact]
    public async Task Series_studies_and_many_frames_are_a_part_for_each_picture()
    {
        SentStudy sent = await fixture.SendStudyAsync(3);
        foreach (string path in (string[])[$"studies/{sent.Study}", sent.SeriesPath])
        {
            using HttpResponseMessage response = await fixture.GetAsync(path + "/rendered", "multipart/related; type=\"image/png\"");
            List<Part> parts = await Part.ReadAsync(response);
            Assert.Equal(3, parts.Count);
            Assert.All(parts, p => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], p.Body[..4]));
            Assert.Equal(3, parts.Select(p => p.Headers.Split("Content-Location: ")[1].Split("\r\n")[0]).Distinct().Count());
            using HttpResponseMessage one = await fixture.GetAsync(path + "/rendered", "image/jpeg");
            Assert.Equal("image/jpeg", one.Content.Headers.ContentType!.MediaType);
        }

        (string study, string series, string instance) = (DicomUid.New(), DicomUid.New(), DicomUid.New());
        Dataset cine = DatasetBuilder.Ct(study, series, instance).Set(Tags.NumberOfFrames, 3).Set(Tags.PixelData, Vr.OW, Enumerable.Range(0, 3 * 512).Select(i => (byte)(i / 512)).ToArray());
        using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack(DatasetBuilder.EncodeFile(cine)));
        string image = $"studies/{study}/series/{series}/instances/{instance}";
        using HttpResponseMessage all = await fixture.GetAsync(image + "/rendered", "multipart/related; type=\"image/jpeg\"");
        Assert.Equal(3, (await Part.ReadAsync(all)).Count);
        using HttpResponseMessage some = await fixture.GetAsync(image + "/frames/1,3/rendered");
        Assert.Equal(2, (await Part.ReadAsync(some)).Count);
        using HttpResponseMessage first = await fixture.GetAsync(image + "/rendered", "image/*");
        Assert.Equal("image/jpeg", first.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_viewport_cuts_flips_and_scales()
    {
        string path = await SendQuartersAsync();
        Assert.Equal([[0, 80], [160, 255]], await GreysAsync(path + "/rendered?viewport=16,16"));
        Assert.Equal([[80, 0], [255, 160]], await GreysAsync(path + "/rendered?viewport=16,16,0,0,-16,16"));
        Assert.Equal([[160, 255], [0, 80]], await GreysAsync(path + "/rendered?viewport=16,16,,,16,-16"));
        Assert.Equal([[255, 160], [80, 0]], await GreysAsync(path + "/rendered?viewport=16,16,,,-16,-16"));
        Assert.Equal([[255, 255], [255, 255]], await GreysAsync(path + "/rendered?viewport=16,16,8,8"));
        Assert.Equal([[0, 0], [0, 0]], await GreysAsync(path + "/rendered?viewport=16,16,,,8,8"));
    }

    [Fact]
    public async Task A_presentation_state_shows_its_image_as_it_says()
    {
        string path = await SendQuartersAsync();
        string[] uids = path.Split('/');
        (string study, string series, string image) = (uids[1], uids[3], uids[5]);
        string state = DicomUid.New();
        Dataset reference = new Dataset().Set(Tags.ReferencedSOPClassUID, DatasetBuilder.CtImageStorage).Set(Tags.ReferencedSOPInstanceUID, image);
        Dataset dataset = new Dataset().Set(Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.11.1").Set(Tags.SOPInstanceUID, state).Set(Tags.StudyInstanceUID, study).Set(Tags.SeriesInstanceUID, series + ".1")
            .SetItems(Tags.ReferencedSeriesSequence, new Dataset().Set(Tags.SeriesInstanceUID, series).SetItems(Tags.ReferencedImageSequence, reference))
            .SetItems(Tags.SoftcopyVOILUTSequence, new Dataset().Set(Tags.WindowCenter, "128").Set(Tags.WindowWidth, "256"))
            .SetItems(Tags.DisplayedAreaSelectionSequence, new Dataset().Set(Tags.DisplayedAreaTopLeftHandCorner, Vr.SL, (byte[])[1, 0, 0, 0, 1, 0, 0, 0]).Set(Tags.DisplayedAreaBottomRightHandCorner, Vr.SL, (byte[])[16, 0, 0, 0, 16, 0, 0, 0]))
            .Set(Tags.ImageRotation, 90).Set(Tags.ImageHorizontalFlip, "N").Set(Tags.PresentationLUTShape, "INVERSE");
        using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack(DatasetBuilder.EncodeFile(dataset)));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        Assert.Equal([[95, 255], [0, 175]], await GreysAsync($"studies/{study}/series/{series}.1/instances/{state}/rendered?viewport=16,16"));
        Assert.Equal([[95, 255], [0, 175]], await GreysAsync($"../wado?requestType=WADO&studyUID={study}&seriesUID={series}&objectUID={image}&contentType=image/png&presentationUID={state}&rows=16&columns=16"));
    }

    [Fact]
    public async Task A_blending_state_shows_one_series_over_another()
    {
        (string study, string state) = (DicomUid.New(), DicomUid.New());
        Dataset[] images = [.. Enumerable.Range(0, 3).Select(i => Placed(DatasetBuilder.Ct(study, $"{study}.{Math.Min(i, 1)}", DicomUid.New()), 10 * (i / 2)))];
        Dataset Item(string position, params Dataset[] of) => new Dataset().Set(Tags.BlendingPosition, position).Set(Tags.StudyInstanceUID, study).SetItems(
            Tags.ReferencedSeriesSequence, new Dataset().SetItems(Tags.ReferencedImageSequence, [.. of.Select(i => new Dataset().Set(Tags.ReferencedSOPInstanceUID, i.GetString(Tags.SOPInstanceUID)!))]));

        // The farther of the two images above comes first: the nearer one is shown.
        Dataset blending = new Dataset().Set(Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.11.4").Set(Tags.SOPInstanceUID, state).Set(Tags.StudyInstanceUID, study).Set(Tags.SeriesInstanceUID, study + ".2")
            .SetItems(Tags.BlendingSequence, Item("UNDERLYING", images[0]), Item("SUPERIMPOSED", images[2], images[1])).Set(Tags.RelativeOpacity, Vr.FL, BitConverter.GetBytes(1f));
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[Tags.RedPaletteColorLookupTableDescriptor, Tags.GreenPaletteColorLookupTableDescriptor, Tags.BluePaletteColorLookupTableDescriptor])
        {
            blending.Set(tag, Vr.US, (byte[])[2, 0, 0, 0, 16, 0]);
        }

        blending.Set(Tags.RedPaletteColorLookupTableData, Vr.OW, (byte[])[255, 255, 255, 255]).Set(Tags.GreenPaletteColorLookupTableData, Vr.OW, new byte[4]).Set(Tags.BluePaletteColorLookupTableData, Vr.OW, new byte[4]);
        foreach (Dataset sent in (Dataset[])[.. images, blending])
        {
            using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack(DatasetBuilder.EncodeFile(sent)));
            Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        }

        string path = $"studies/{study}/series/{study}.2/instances/{state}";
        using HttpResponseMessage shown = await fixture.GetAsync(path + "/rendered", "image/png");
        Assert.True(shown.StatusCode == HttpStatusCode.OK, await shown.Content.ReadAsStringAsync());
        byte[] png = await shown.Content.ReadAsByteArrayAsync();

        // RGB of 8 bits, 16 by 16: all of it red.
        Assert.Equal((16, 16, 8, 2), (png[19], png[23], png[24], png[25]));
        Assert.Equal([255, 0, 0], Inflated(png)[1..4]);
        using HttpResponseMessage gone = await fixture.Client.DeleteAsync($"studies/{study}/series/{study}.1");
        using HttpResponseMessage refused = await fixture.GetAsync(path + "/rendered", "image/png");
        Assert.Equal(HttpStatusCode.NotAcceptable, refused.StatusCode);
        Assert.Contains("superimposed", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        static Dataset Placed(Dataset image, int z) =>
            image.Set(Tags.PixelSpacing, "1", "1").Set(Tags.ImagePositionPatient, "0", "0", $"{z}").Set(Tags.ImageOrientationPatient, "1", "0", "0", "0", "1", "0").Set(Tags.FrameOfReferenceUID, "1.2.3.4");
    }

    [Theory]
    [InlineData("annotation=patient")]
    [InlineData("annotation=technique")]
    [InlineData("annotation=patient,technique")]
    public async Task Patient_and_technique_are_written_into_the_picture(string asked)
    {
        SentStudy sent = await fixture.SendStudyAsync(1);
        HashSet<string> pictures = [];
        foreach (string query in (string[])["", asked + "&", asked.Contains(',', StringComparison.Ordinal) ? "annotation=patient&" : "annotation=patient,technique&"])
        {
            using HttpResponseMessage response = await fixture.GetAsync($"{sent.InstancePath(0)}/rendered?{query}viewport=400,400", "image/png");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            pictures.Add(Convert.ToHexString(await response.Content.ReadAsByteArrayAsync()));
        }

        Assert.Equal(3, pictures.Count);
    }

    [Fact]
    public async Task Colour_pictures_carry_the_profile_that_is_asked_for()
    {
        (string study, string series, string instance) = (DicomUid.New(), DicomUid.New(), DicomUid.New());
        Dataset image = DatasetBuilder.Ct(study, series, instance).Set(Tags.SamplesPerPixel, 3).Set(Tags.PhotometricInterpretation, "RGB").Set(Tags.PlanarConfiguration, 0)
            .Set(Tags.BitsAllocated, 8).Set(Tags.BitsStored, 8).Set(Tags.HighBit, 7).Set(Tags.PixelRepresentation, 0).Set(Tags.PixelData, Vr.OB, (byte[])[.. Enumerable.Range(0, 768).Select(i => (byte)i)])
            .Set(Tags.ICCProfile, Vr.OB, Gantry.Imaging.Colour.RgbSpace.AdobeRgb.Profile.ToArray());
        using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack(DatasetBuilder.EncodeFile(image)));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        foreach ((string asked, string? name) in ((string, string?)[])[("no", null), ("yes", "Adobe RGB"), ("srgb", "sRGB IEC"), ("adobergb", "Adobe RGB"), ("rommrgb", "ROMM RGB")])
        {
            using HttpResponseMessage response = await fixture.GetAsync($"studies/{study}/series/{series}/instances/{instance}/rendered?iccprofile={asked}", "image/jpeg");
            string text = System.Text.Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync());
            Assert.Equal(name is not null, text.Contains("ICC_PROFILE", StringComparison.Ordinal));
            Assert.Contains(name ?? "", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_URI_service_gives_files_and_pictures()
    {
        string path = await SendQuartersAsync();
        string[] uids = path.Split('/');
        string address = $"../wado?requestType=WADO&studyUID={uids[1]}&seriesUID={uids[3]}&objectUID={uids[5]}";
        using HttpResponseMessage jpeg = await fixture.GetAsync(address);
        Assert.Equal("image/jpeg", jpeg.Content.Headers.ContentType!.MediaType);
        using HttpResponseMessage file = await fixture.GetAsync(address + "&contentType=application/dicom");
        Assert.Equal(TransferSyntax.ExplicitVrLittleEndian, DicomFile.Read(await file.Content.ReadAsByteArrayAsync()).TransferSyntax);
        using HttpResponseMessage rle = await fixture.GetAsync(address + "&contentType=application/dicom&transferSyntax=1.2.840.10008.1.2.5");
        Assert.Equal(TransferSyntax.RleLossless, DicomFile.Read(await rle.Content.ReadAsByteArrayAsync()).TransferSyntax);
        Assert.Equal([[0, 80], [160, 255]], await GreysAsync(address + "&contentType=image/png&rows=16&columns=16&windowCenter=128&windowWidth=256"));
        Assert.Equal([[255, 255], [255, 255]], await GreysAsync(address + "&contentType=image/png&rows=16&columns=16&region=0.5,0.5,1,1"));
        foreach ((string rest, HttpStatusCode status) in ((string, HttpStatusCode)[])
            [("&frameNumber=0", HttpStatusCode.BadRequest), ("&frameNumber=2", HttpStatusCode.NotFound), ("&windowCenter=1", HttpStatusCode.BadRequest), ("&region=1,1,0,0", HttpStatusCode.BadRequest),
             ("&contentType=video/mpeg", HttpStatusCode.NotAcceptable), ("&anonymize=yes", HttpStatusCode.NotAcceptable), ("&presentationUID=1.2.3", HttpStatusCode.NotFound)])
        {
            using HttpResponseMessage refused = await fixture.GetAsync(address + rest);
            Assert.True(status == refused.StatusCode, $"{rest}: {refused.StatusCode}");
        }

        using HttpResponseMessage elsewhere = await fixture.GetAsync($"../wado?requestType=WADO&studyUID=1.2.3&seriesUID={uids[3]}&objectUID={uids[5]}");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        using HttpClient anonymous = fixture.Gantry.AnonymousClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync(address[3..])).StatusCode);
    }

    /// <summary>An image of 16 by 16 pixels, its quarters 0, 80, 160 and 255; its window shows them as they are.</summary>
    private async Task<string> SendQuartersAsync()
    {
        (string study, string series, string instance) = (DicomUid.New(), DicomUid.New(), DicomUid.New());
        byte[] pixels = [.. Enumerable.Range(0, 256).SelectMany(i => (byte[])[(byte)((i / 128, i % 16 / 8) switch { (0, 0) => 0, (0, _) => 80, (_, 0) => 160, _ => 255 }), 0])];
        Dataset image = DatasetBuilder.Ct(study, series, instance).Set(Tags.PixelData, Vr.OW, pixels).Set(Tags.WindowCenter, "128").Set(Tags.WindowWidth, "256").Set(Tags.RescaleIntercept, "0").Set(Tags.RescaleSlope, "1");
        using HttpResponseMessage stored = await fixture.Client.PostAsync("studies", Part.Pack(DatasetBuilder.EncodeFile(image)));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        return $"studies/{study}/series/{series}/instances/{instance}";
    }

    /// <summary>The greys in the middle of the quarters of a PNG of 16 by 16 pixels, unpacked by the plainest means: not by the code under test.</summary>
    private async Task<byte[][]> GreysAsync(string path)
    {
        using HttpResponseMessage response = await fixture.GetAsync(path, "image/png");
        byte[] png = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(png));
        byte[] raw = Inflated(png);
        Assert.Equal(16 * 17, raw.Length);
        byte[,] greys = new byte[16, 16];
        for (int y = 0; y < 16; y++)
        {
            for (int x = 0; x < 16; x++)
            {
                int predicted = raw[17 * y] switch { 1 => x > 0 ? greys[y, x - 1] : 0, 2 => y > 0 ? greys[y - 1, x] : 0, _ => 0 };
                greys[y, x] = (byte)(raw[(17 * y) + 1 + x] + predicted);
            }
        }

        return [[greys[4, 4], greys[4, 12]], [greys[12, 4], greys[12, 12]]];
    }

    [Theory]
    [InlineData("/rendered?iccprofile=cmyk", HttpStatusCode.BadRequest)]
    [InlineData("/rendered?annotation=patient,all", HttpStatusCode.BadRequest)]
    [InlineData("/rendered?window=40", HttpStatusCode.BadRequest)]
    [InlineData("/rendered?viewport=0,0", HttpStatusCode.BadRequest)]
    [InlineData("/rendered?quality=101", HttpStatusCode.BadRequest)]
    [InlineData("/frames/2/rendered", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_is_said(string rest, HttpStatusCode status)
    {
        SentStudy sent = await fixture.SendStudyAsync(1);
        using HttpResponseMessage response = await fixture.GetAsync(sent.InstancePath(0) + rest);
        Assert.Equal(status, response.StatusCode);
    }

    private static byte[] Inflated(byte[] png)
    {
        int at = png.AsSpan().IndexOf("IDAT"u8);
        int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at - 4));
        using ZLibStream zlib = new(new MemoryStream(png, at + 4, length), CompressionMode.Decompress);
        using MemoryStream unpacked = new();
        zlib.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
