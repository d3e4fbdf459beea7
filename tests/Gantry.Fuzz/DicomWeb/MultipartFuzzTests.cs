using System.Buffers;
using System.Text;
using Gantry.Server.DicomWeb.Multipart;
using Gantry.Server.DicomWeb.Negotiation;
using Gantry.Testing;
using Xunit;

namespace Gantry.Fuzz.DicomWeb;

/// <summary>Whatever bytes come, the multipart reader ends without an exception, and says the same of them however they are split.</summary>
public sealed class MultipartFuzzTests
{
    private static readonly string[] Seeds =
    [
        "--b\r\nContent-Type: application/dicom\r\n\r\nDICM\0\0\r\n--b\r\n\r\nsecond\r\n--b--\r\n",
        "preamble\r\n--b\r\nA: b\r\n folded\r\n\r\n\r\n--b--epilogue",
        "--b  \r\n\r\n--b-\r\n--bb\r\n--b--",
        "\r\n--b\r\nno colon\r\n\r\n",
    ];

    private static readonly string[] Pieces = ["\r\n", "\r", "\n", "--b", "--b--", "--", "\r\n--b", "\r\n\r\n", ":", " ", "\t", "\0", "A: b", "\u00FF"];
    private static readonly MultipartLimits Limits = new() { MaxHeaderBytes = 64, MaxParts = 5, MaxPreambleBytes = 64 };

    [Fact]
    public async Task Splitting_changes_nothing()
    {
        Random random = new(7);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = Mutate(Encoding.Latin1.GetBytes(Seeds[random.Next(Seeds.Length)]), random);
            string whole = await ReadAsync([bytes]);
            Assert.Equal(whole, await ReadAsync(bytes.Chunk(random.Next(1, 9))));
        }
    }

    [Fact]
    public void Media_ranges_never_throw()
    {
        Random random = new(8);
        byte[] seed = "multipart/related; type=\"application/dicom\"; transfer-syntax=*; q=0.5, */*;q=\"a\\\"b\""u8.ToArray();
        for (int round = 0; round < 20_000; round++)
        {
            MediaRanges.TryParse(Encoding.Latin1.GetString(Mutate(seed, random)), []);
        }
    }

    /// <summary>What was read, as text. Where a limit strikes may depend on the pieces, so that then only this is told.</summary>
    private static async Task<string> ReadAsync(IEnumerable<byte[]> pieces)
    {
        Assert.True(Boundary.TryParse("b", out Boundary? boundary));
        MultipartReader reader = new(new PiecesReader(pieces), boundary!, Limits);
        StringBuilder read = new();
        while (await reader.NextPartAsync(default) is { } headers)
        {
            read.Append(headers.ContentType).Append('|');
            bool isWhole = await reader.CopyBodyAsync((body, _) =>
            {
                read.Append(Encoding.Latin1.GetString(body));
                return default;
            }, default);
            read.Append(isWhole ? "|whole\n" : "|cut\n");
        }

        return read.Append(reader.Malformation).ToString();
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        List<byte> mutated = [.. bytes];
        for (int change = random.Next(1, 5); change > 0 && mutated.Count > 0; change--)
        {
            int at = random.Next(mutated.Count);
            switch (random.Next(4))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated.RemoveRange(at, Math.Min(random.Next(1, 9), mutated.Count - at));
                    break;
                case 2:
                    mutated.InsertRange(at, Encoding.Latin1.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                default:
                    mutated.InsertRange(at, mutated.GetRange(at, Math.Min(random.Next(1, 40), mutated.Count - at)));
                    break;
            }
        }

        return [.. mutated];
    }
}
