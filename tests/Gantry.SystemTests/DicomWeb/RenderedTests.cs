using System.Net;
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

    [Theory]
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
}
