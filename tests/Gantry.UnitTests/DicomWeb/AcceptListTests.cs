using Gantry.Server.DicomWeb;
using Gantry.Server.DicomWeb.Negotiation;
using Gantry.Server.DicomWeb.Retrieve;
using Xunit;

namespace Gantry.UnitTests.DicomWeb;

public sealed class AcceptListTests
{
    private const string Explicit = "1.2.840.10008.1.2.1";
    private const string JpegLs = "1.2.840.10008.1.2.4.80";
    private const string Jpeg = "1.2.840.10008.1.2.4.50";

    [Theory]
    [InlineData("*/*", "multipart image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("", "multipart image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("multipart/related; type=\"image/jls\"", "multipart image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("multipart/related; type=image/jls", "multipart image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("multipart/related; type=\"image/jls\"; transfer-syntax=1.2.840.10008.1.2.4.80", "multipart image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("multipart/related; type=\"image/jls; transfer-syntax=1.2.840.10008.1.2.4.80\"", "multipart image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("multipart/related; type=\"image/jls\"; transfer-syntax=1.2.840.10008.1.2.4.81", "multipart image/jls 1.2.840.10008.1.2.4.81")]
    [InlineData("multipart/related; type=\"image/jls\"; transfer-syntax=1.2.840.10008.1.2.4.90", null)]
    [InlineData("multipart/related; type=\"image/*\"", "multipart image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("multipart/related", "multipart image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("multipart/related; type=\"application/octet-stream\"", "multipart application/octet-stream 1.2.840.10008.1.2.1")]
    [InlineData("multipart/related; type=\"application/octet-stream\"; transfer-syntax=*", "multipart application/octet-stream 1.2.840.10008.1.2.4.80")]
    [InlineData("multipart/related; type=\"application/octet-stream\"; transfer-syntax=1.2.840.10008.1.2.1", "multipart application/octet-stream 1.2.840.10008.1.2.1")]
    [InlineData("image/jls", "image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("image/x-jls", "image/x-jls 1.2.840.10008.1.2.4.80")]
    [InlineData("IMAGE/JLS;Q=0.5", "image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("image/jls;q=0, */*;q=0.1", "multipart image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("image/jpeg, image/jp2;q=0.9", "image/jpeg 1.2.840.10008.1.2.4.70")]
    [InlineData("image/jxl, video/mp4", null)]
    [InlineData("application/octet-stream;transfer-syntax=*;q=0.9, multipart/related;type=\"image/jls\";q=0.5", "application/octet-stream 1.2.840.10008.1.2.4.80")]
    public void ChoosesFormsOfFrames(string accept, string? expected) => Assert.Equal(expected, Name(AcceptList.Parse(accept)!.Choose(FrameForms.Of(JpegLs))));

    [Theory]
    [InlineData("*/*")]
    [InlineData("multipart/related; type=\"application/octet-stream\"")]
    [InlineData("multipart/related; type=\"application/octet-stream\"; transfer-syntax=*")]
    [InlineData("multipart/related; type=\"application/octet-stream\"; transfer-syntax=1.2.840.10008.1.2.1")]
    [InlineData("multipart/related; type=\"image/jls\", multipart/related; type=\"application/octet-stream\"")]
    public void UncompressedFramesAreOctets(string accept) =>
        Assert.Equal("multipart application/octet-stream " + Explicit, Name(AcceptList.Parse(accept)!.Choose(FrameForms.Of("1.2.840.10008.1.2"))));

    [Theory]
    [InlineData("image/jls", "image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("multipart/related; type=\"image/jp2\"", "multipart image/jp2 1.2.840.10008.1.2.4.90")]
    [InlineData("multipart/related; type=\"image/jphc\"; transfer-syntax=1.2.840.10008.1.2.4.202", "multipart image/jphc 1.2.840.10008.1.2.4.202")]
    [InlineData("image/jls, multipart/related; type=\"application/octet-stream\";q=0.1", "image/jls 1.2.840.10008.1.2.4.80")]
    [InlineData("text/html", null)]
    public void UncompressedFramesAreCompressedWhenOnlyThatIsTaken(string accept, string? expected) => Assert.Equal(expected, Name(AcceptList.Parse(accept)!.Choose(FrameForms.Of(Explicit))));

    [Theory]
    [InlineData("application")]
    [InlineData("a/b; q=2")]
    [InlineData("a/b; q=x")]
    [InlineData("a/b; noequals")]
    [InlineData("/b")]
    [InlineData("a b/c")]
    public void RefusesWhatIsNoMediaRange(string accept) => Assert.Null(AcceptList.Parse(accept));

    [Fact]
    public void CommasAndSemicolonsInQuotesDoNotSeparate()
    {
        List<MediaRange> ranges = [];
        Assert.True(MediaRanges.TryParse("multipart/related; type=\"a/b\"; x=\"1,2;3\\\"4\", image/png ; q=0.25", ranges));
        Assert.Equal([new MediaRange("multipart", "related", "a/b", null, 1), new MediaRange("image", "png", null, null, 0.25)], ranges);
    }

    [Fact]
    public void JpegIsTakenByAnyOfItsSyntaxes() => Assert.Equal("multipart image/jpeg " + Jpeg, Name(AcceptList.Parse("multipart/related; type=\"image/jpeg\"")!.Choose(FrameForms.Of(Jpeg))));

    [Theory]
    [InlineData("application/dicom+json", "application/dicom+json")]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/dicom+json")]
    [InlineData("multipart/related; type=\"application/dicom+xml\"", "multipart application/dicom+xml")]
    [InlineData("application/dicom+xml", null)]
    public void ChoosesFormsOfLists(string accept, string? expected) => Assert.Equal(expected, Name(AcceptList.Parse(accept)!.Choose(DatasetPayload.ListForms)));

    private static string? Name(Representation? form) =>
        form is null ? null : (form.IsMultipart ? "multipart " : "") + form.MediaType + (form.TransferSyntax is null ? "" : " " + form.TransferSyntax);
}
