using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Gantry.Server.DicomWeb.Multipart;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.DicomWeb;

public sealed class MultipartReaderTests
{
    private const string Two = "--b1\r\nContent-Type: application/dicom\r\n\r\nfirst\r\n--b1\r\nContent-Type: text/plain\r\nContent-Location: /x\r\n\r\nse\r\ncond\r\n--b1--\r\n";

    public static TheoryData<string, string[]> Bodies => new()
    {
        { Two, ["first", "se\r\ncond"] },
        { "preamble\r\nmore\r\n" + Two + "epilogue", ["first", "se\r\ncond"] },
        { "\r\n" + Two, ["first", "se\r\ncond"] },
        { "--b1  \t\r\n\r\nno headers\r\n--b1--", ["no headers"] },
        { "--b1\r\nA: b\r\n\r\n\r\n--b1--", [""] },
        { "--b1\r\nA: b\r\n\r\n--b1--", [""] },
        { "--b1\r\n\r\n\r\n--b11\r\n\r\n--b1x--\r\n--b1--", ["\r\n--b11\r\n\r\n--b1x--"] },
        { "--b1\r\n\r\n\r\r\n\r\n-\r\n--\r\n--b\r\n--b1--", ["\r\r\n\r\n-\r\n--\r\n--b"] },
        { "--b1\r\n\r\n--b1-\r\n--b1--", ["--b1-"] },
        { "--b1--", [] },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task ReadsPartsWhereverTheBodyIsSplit(string body, string[] expected)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(body);
        Assert.Equal(expected, await ReadAllAsync([bytes]));
        Assert.Equal(expected, await ReadAllAsync(bytes.Chunk(1)));
        Assert.Equal(expected, await ReadAllAsync(bytes.Chunk(3)));
        for (int split = 1; split < bytes.Length; split++)
        {
            Assert.Equal(expected, await ReadAllAsync([bytes[..split], bytes[split..]]));
        }
    }

    [Theory]
    [InlineData("", "is not found")]
    [InlineData("nothing here", "is not found")]
    [InlineData("--b2\r\n\r\nx\r\n--b2--", "is not found")]
    [InlineData("--b1\r\nA: b\r\n\r\ncut", "closing boundary is missing")]
    [InlineData("--b1\r\nA: b\r\n\r\ncut\r\n--b1", "closing boundary is missing")]
    [InlineData("--b1\r\nA: b\r\n", "within the headers")]
    [InlineData("--b1\r\nno colon\r\n\r\nx\r\n--b1--", "without a colon")]
    [InlineData("--b1\r\n folded first\r\n\r\nx\r\n--b1--", "without a colon")]
    public async Task TellsWhatIsMalformed(string body, string expected)
    {
        MultipartReader reader = Reader([Encoding.Latin1.GetBytes(body)], null);
        while (await reader.NextPartAsync(default) is not null)
        {
            await reader.CopyBodyAsync(null, default);
        }

        Assert.Contains(expected, reader.Malformation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeepsItsLimits()
    {
        MultipartLimits limits = new() { MaxHeaderBytes = 100, MaxParts = 2, MaxPreambleBytes = 100 };
        string part = "--b1\r\nA: b\r\n\r\nx\r\n";
        Assert.Contains("more than 2 parts", await MalformationAsync(part + part + part + "--b1--", limits), StringComparison.Ordinal);
        Assert.Contains("longer than 100", await MalformationAsync("--b1\r\nA: " + new string('b', 200) + "\r\n\r\nx\r\n--b1--", limits), StringComparison.Ordinal);
        Assert.Contains("longer than 100", await MalformationAsync("--b1\r\nA: " + new string('b', 200), limits), StringComparison.Ordinal);
        Assert.Contains("is not found", await MalformationAsync(new string('p', 300) + "\r\n" + part + "--b1--", limits), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadsHeadersOfAnyCaseAndFolded()
    {
        MultipartReader reader = Reader([Encoding.Latin1.GetBytes("--b1\r\ncontent-TYPE : multipart/x;\r\n  type=\"y\"\r\nContent-Location:/z\r\n\r\n\r\n--b1--")], null);
        PartHeaders? headers = await reader.NextPartAsync(default);
        Assert.Equal("multipart/x; type=\"y\"", headers?.ContentType);
        Assert.Equal("/z", headers?.ContentLocation);
    }

    [Fact]
    public async Task PassesOverABodyThatNobodyTakes()
    {
        MultipartReader reader = Reader(Encoding.Latin1.GetBytes(Two).Chunk(7), null);
        Assert.NotNull(await reader.NextPartAsync(default));
        Assert.Equal("text/plain", (await reader.NextPartAsync(default))?.ContentType);
        Assert.Null(await reader.NextPartAsync(default));
        Assert.Null(reader.Malformation);
    }

    [Fact]
    public async Task ReadsWhatTheWriterWrites()
    {
        Boundary boundary = Boundary.New();
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        MultipartWriter writer = new(pipe.Writer, boundary);
        writer.BeginPart("application/dicom; transfer-syntax=1.2", "http://h/x", 4);
        pipe.Writer.Write("\r\n--"u8);
        writer.BeginPart("text/plain", null, 0);
        writer.End();
        await pipe.Writer.CompleteAsync();
        long expected = writer.LengthOfPart("application/dicom; transfer-syntax=1.2", "http://h/x", 4) + writer.LengthOfPart("text/plain", null, 0) + writer.LengthOfEnd;
        ReadResult all = await pipe.Reader.ReadAtLeastAsync((int)expected + 1);
        Assert.Equal(expected, all.Buffer.Length);
        pipe.Reader.AdvanceTo(all.Buffer.Start);
        MultipartReader reader = new(pipe.Reader, boundary);
        Assert.Equal(["\r\n--", ""], await BodiesAsync(reader));
    }

    [Theory]
    [InlineData("simple", true)]
    [InlineData("'()+_,-./:=? x", true)]
    [InlineData("", false)]
    [InlineData("ends with space ", false)]
    [InlineData("line\r\nbreak", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789x", false)]
    public void TakesBoundaries(string text, bool isBoundary) => Assert.Equal(isBoundary, Boundary.TryParse(text, out _));

    private static async Task<string?> MalformationAsync(string body, MultipartLimits limits)
    {
        MultipartReader reader = Reader(Encoding.Latin1.GetBytes(body).Chunk(16), limits);
        await BodiesAsync(reader);
        return reader.Malformation;
    }

    private static async Task<List<string>> ReadAllAsync(IEnumerable<byte[]> pieces)
    {
        MultipartReader reader = Reader(pieces, null);
        List<string> bodies = await BodiesAsync(reader);
        Assert.Null(reader.Malformation);
        return bodies;
    }

    private static async Task<List<string>> BodiesAsync(MultipartReader reader)
    {
        List<string> bodies = [];
        while (await reader.NextPartAsync(default) is not null)
        {
            StringBuilder body = new();
            bool isWhole = await reader.CopyBodyAsync((bytes, _) =>
            {
                body.Append(Encoding.Latin1.GetString(bytes));
                return default;
            }, default);
            if (isWhole)
            {
                bodies.Add(body.ToString());
            }
        }

        return bodies;
    }

    private static MultipartReader Reader(IEnumerable<byte[]> pieces, MultipartLimits? limits)
    {
        Assert.True(Boundary.TryParse("b1", out Boundary? boundary));
        return new MultipartReader(new PiecesReader(pieces), boundary!, limits);
    }
}
