using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Gantry.SystemTests.DicomWeb;

public sealed class MetadataTests(DicomWebFixture fixture) : IClassFixture<DicomWebFixture>
{
    [Fact]
    public async Task Has_every_attribute_and_names_where_bulk_data_is()
    {
        SentStudy sent = await fixture.SendStudyAsync(3);
        foreach (string path in (string[])[$"studies/{sent.Study}", sent.SeriesPath])
        {
            JsonElement metadata = await fixture.JsonAsync(path + "/metadata");
            Assert.Equal(sent.Instances, metadata.EnumerateArray().Select(i => i.GetProperty("00080018").GetProperty("Value")[0].GetString()));
            Assert.Equal(1.5, metadata[0].GetProperty("00180050").GetProperty("Value")[0].GetDouble());
            string uri = metadata[1].GetProperty("7FE00010").GetProperty("BulkDataURI").GetString()!;
            Assert.Equal(new Uri(fixture.Client.BaseAddress!, sent.InstancePath(1) + "/bulkdata/7FE00010").AbsoluteUri, uri);
            using HttpResponseMessage bulk = await fixture.GetAsync(uri, "application/octet-stream");
            Assert.Equal(sent.Files[1][^512..], await bulk.Content.ReadAsByteArrayAsync());
        }

        JsonElement alone = Assert.Single((await fixture.JsonAsync(sent.InstancePath(2) + "/metadata")).EnumerateArray());
        Assert.Equal(3, alone.GetProperty("00200013").GetProperty("Value")[0].GetInt32());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Comes_compressed_when_the_client_takes_it(string coding)
    {
        SentStudy sent = await fixture.SendStudyAsync(2);
        foreach (string path in (string[])[$"studies/{sent.Study}", sent.SeriesPath, sent.InstancePath(0)])
        {
            using HttpResponseMessage response = await fixture.GetAsync(path + "/metadata", null, ("Accept-Encoding", coding));
            Assert.Equal([coding], response.Content.Headers.ContentEncoding);
            await using Stream body = await response.Content.ReadAsStreamAsync();
            await using Stream plain = coding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
            JsonElement metadata = (await JsonDocument.ParseAsync(plain)).RootElement;
            Assert.Equal(sent.Instances[0], metadata[0].GetProperty("00080018").GetProperty("Value")[0].GetString());
            Uri bulk = new(new Uri(fixture.Client.BaseAddress!, path + "/metadata"), metadata[0].GetProperty("7FE00010").GetProperty("BulkDataURI").GetString());
            Assert.Equal(HttpStatusCode.OK, (await fixture.GetAsync(bulk.AbsoluteUri)).StatusCode);
        }
    }

    [Fact]
    public async Task Comes_as_xml()
    {
        SentStudy sent = await fixture.SendStudyAsync(2);
        using HttpResponseMessage response = await fixture.GetAsync($"studies/{sent.Study}/metadata", "multipart/related; type=\"application/dicom+xml\"");
        List<Part> parts = await Part.ReadAsync(response);
        Assert.Equal(2, parts.Count);
        string xml = Encoding.UTF8.GetString(parts[1].Body);
        Assert.Contains(sent.Instances[1], xml, StringComparison.Ordinal);
        Assert.Contains($"/instances/{sent.Instances[1]}/bulkdata/7FE00010\"", xml, StringComparison.Ordinal);
    }
}
