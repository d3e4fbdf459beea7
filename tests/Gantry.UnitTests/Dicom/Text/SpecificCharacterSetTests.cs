using System.Text.Json;
using Gantry.Dicom;
using Gantry.Dicom.Text;
using Gantry.StandardGenerator;
using Xunit;

namespace Gantry.UnitTests.Dicom.Text;

public sealed class SpecificCharacterSetTests
{
    /// <summary>Terms, text and bytes: PS3.5 Annexes H (Japanese), I (Korean), J and K (Chinese) and 6.1; ~ stands for ESC.</summary>
    public static TheoryData<string, string, string> Examples => new()
    {
        { @"\ISO 2022 IR 87", "Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada^Tarou=~$B;3ED~(B^~$BB@O:~(B=~$B$d$^$@~(B^~$B$?$m$&~(B" },
        { @"ISO 2022 IR 13\ISO 2022 IR 87", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", "\xD4\xCF\xC0\xDE^\xC0\xDB\xB3=~$B;3ED~(J^~$BB@O:~(J=~$B$d$^$@~(J^~$B$?$m$&~(J" },
        { @"\ISO 2022 IR 149", "Hong^Gildong=洪^吉洞=홍^길동", "Hong^Gildong=~$)C\xFB\xF3^~$)C\xD1\xCE\xD4\xD7=~$)C\xC8\xAB^~$)C\xB1\xE6\xB5\xBF" },
        { @"\ISO 2022 IR 58", "Zhang^XiaoDong=张^小东=", "Zhang^XiaoDong=~$)A\xD5\xC5^~$)A\xD0\xA1\xB6\xAB=" },
        { "ISO_IR 192", "Wang^XiaoDong=王^小東=", "Wang^XiaoDong=\xE7\x8E\x8B^\xE5\xB0\x8F\xE6\x9D\xB1=" },
        { "GB18030", "Wang^XiaoDong=王^小东=", "Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB=" },
        { "GBK", "Wang^XiaoDong=王^小东=", "Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB=" },
        { "ISO_IR 100", "Buc^Jérôme", "Buc^J\xE9r\xF4me" },
        { "ISO 2022 IR 100", "Äneas^Rüdiger", "\xC4neas^R\xFC\x64iger" },
        { "ISO_IR 126", "Διονυσιος", "\xC4\xE9\xEF\xED\xF5\xF3\xE9\xEF\xF2" },
        { "ISO_IR 144", "Люкceмбypг", "\xBB\xEE\xDA\x63\x65\xDC\xD1\x79\x70\xD3" },
        { "ISO_IR 127", "قباني^لنزار", "\xE2\xC8\xC7\xE6\xEA^\xE4\xE6\xD2\xC7\xD1" },
        { "ISO_IR 138", "שרון^דבורה", "\xF9\xF8\xE5\xEF^\xE3\xE1\xE5\xF8\xE4" },
        { "ISO_IR 166", "นามสกุล", "\xB9\xD2\xC1\xCA\xA1\xD8\xC5" },
        { "ISO_IR 101", "Łódź", "\xA3\xF3\x64\xBC" },
        { "ISO_IR 148", "İğş", "\xDD\xF0\xFE" },
        { "ISO_IR 203", "Œ€", "\xBC\xA4" },
        { @"ISO 2022 IR 100\ISO 2022 IR 144\ISO 2022 IR 126", "Bé^Дα", "B\xE9^~-L\xB4~-F\xE1~-A" },
        { @"ISO 2022 IR 6\ISO 2022 IR 87\ISO 2022 IR 159", "丂山", "~$(D\x30\x21~$B;3~(B" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_standard_s_examples_are_decoded_and_encoded(string terms, string text, string bytes)
    {
        SpecificCharacterSet set = SpecificCharacterSet.FromTerms(terms.Split('\\'));
        byte[] encoded = System.Text.Encoding.Latin1.GetBytes(bytes.Replace('~', '\x1B'));
        Assert.Empty(set.Findings);
        Assert.Equal(text, set.Decode(encoded, Vr.PN));
        Assert.Equal(encoded, set.Encode(text, Vr.PN, out bool isExact));
        Assert.True(isExact);
    }

    [Fact]
    public void Every_defined_term_is_known_with_its_escape()
    {
        string facts = Path.Combine(RepositoryRoot.Find(AppContext.BaseDirectory), Generator.FactsFolder, "charsets.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(facts));
        Dictionary<string, string> samples = new() { ["ISO-IR 87"] = "3026", ["ISO-IR 159"] = "3026", ["ISO-IR 149"] = "B0A1", ["ISO-IR 58"] = "B0A1", ["ISO-IR 13"] = "B1" };
        foreach (JsonElement row in document.RootElement.GetProperty("terms").EnumerateArray())
        {
            string term = row.GetProperty("term").GetString()!;
            bool isDoubleByte = row.GetProperty("kind").GetString() == "multi-byte-with-code-extensions";
            SpecificCharacterSet set = SpecificCharacterSet.FromTerms(isDoubleByte ? ["", term] : [term]);
            Assert.Empty(set.Findings);
            if (row.GetProperty("escapeHex").GetString() is string escape)
            {
                byte[] bytes = [.. Convert.FromHexString(escape), .. Convert.FromHexString(samples.GetValueOrDefault(row.GetProperty("isoRegistration").GetString()!, "41"))];
                Assert.Equal(1, SpecificCharacterSet.Default.Decode(bytes, Vr.LO).Length);
            }
        }
    }

    /// <summary>How many codes each set has, counted in the tables of another implementation.</summary>
    [Theory]
    [InlineData("ISO_IR 100", 96)]
    [InlineData("ISO_IR 101", 96)]
    [InlineData("ISO_IR 109", 89)]
    [InlineData("ISO_IR 110", 96)]
    [InlineData("ISO_IR 144", 96)]
    [InlineData("ISO_IR 127", 51)]
    [InlineData("ISO_IR 126", 93)]
    [InlineData("ISO_IR 138", 60)]
    [InlineData("ISO_IR 148", 96)]
    [InlineData("ISO_IR 203", 96)]
    [InlineData("ISO_IR 166", 87)]
    [InlineData("ISO_IR 13", 63)]
    [InlineData("ISO 2022 IR 87", 6879)]
    [InlineData("ISO 2022 IR 159", 6067)]
    [InlineData("ISO 2022 IR 149", 8225)]
    [InlineData("ISO 2022 IR 58", 7445)]
    public void Every_code_of_a_set_is_decoded_and_encoded_again(string term, int codes)
    {
        string facts = Path.Combine(RepositoryRoot.Find(AppContext.BaseDirectory), Generator.FactsFolder, "charsets.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(facts));
        JsonElement row = document.RootElement.GetProperty("terms").EnumerateArray().Single(r => r.GetProperty("term").GetString() == term);
        byte[]? escape = row.GetProperty("escapeHex").GetString() is { } hex ? Convert.FromHexString(hex) : null;
        SpecificCharacterSet set = SpecificCharacterSet.FromTerms(escape is null ? [term] : ["", term]);
        int high = row.GetProperty("codeElement").GetString() == "G1" ? 0x80 : 0;
        int count = 0;
        IEnumerable<byte[]> all = escape is null
            ? Enumerable.Range(0xA0, 96).Select(b => (byte[])[(byte)b])
            : from first in Enumerable.Range(0x21, 94) from second in Enumerable.Range(0x21, 94) select (byte[])[.. escape, (byte)(first | high), (byte)(second | high)];
        foreach (byte[] code in all)
        {
            string text = set.Decode(code, Vr.LO);
            if (text is not ['\uFFFD'])
            {
                count++;
                byte[] encoded = set.Encode(text, Vr.LO, out bool isExact);
                Assert.True(isExact && set.Decode(encoded, Vr.LO) == text, $"{Convert.ToHexString(code)} is {text} is {Convert.ToHexString(encoded)}");
                Assert.DoesNotContain(text, c => c is >= '\uE000' and <= '\uF8FF');
            }
        }

        Assert.InRange(count, codes, codes * 1.02);
    }

    [Fact]
    public void Names_seen_in_the_wild_are_read_with_a_finding()
    {
        string facts = Path.Combine(RepositoryRoot.Find(AppContext.BaseDirectory), Generator.FactsFolder, "charsets.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(facts));
        byte[] probe = [0xC4, 0xE9];
        foreach (JsonProperty pair in document.RootElement.GetProperty("extraSeenInTheWild").EnumerateObject())
        {
            SpecificCharacterSet wrong = SpecificCharacterSet.FromTerms([pair.Name]);
            SpecificCharacterSet right = SpecificCharacterSet.FromTerms([pair.Value.GetString()!]);
            Assert.NotEmpty(wrong.Findings);
            Assert.Equal(right.Decode(probe, Vr.LO), wrong.Decode(probe, Vr.LO));
        }
    }

    [Theory]
    [InlineData("ISO-IR 100", "é")]
    [InlineData("ISO_2022_IR_6", "é")]
    [InlineData("ISO_IR 999", "é")]
    [InlineData("nonsense", "é")]
    public void A_wrong_term_falls_back_with_a_finding(string term, string text)
    {
        SpecificCharacterSet set = SpecificCharacterSet.FromTerms([term]);
        Assert.Single(set.Findings);
        Assert.Equal(text, set.Decode([0xE9], Vr.LO));
    }

    [Theory]
    [InlineData("ISO_IR 192\\ISO 2022 IR 87", "é")]
    [InlineData("ISO 2022 IR 100\\ISO_IR 192", "Ã©")]
    public void Sets_without_extensions_stand_alone(string terms, string text)
    {
        SpecificCharacterSet set = SpecificCharacterSet.FromTerms(terms.Split('\\'));
        Assert.Single(set.Findings);
        Assert.Equal(text, set.Decode([0xC3, 0xA9], Vr.LO));
    }

    [Fact]
    public void Undeclared_eight_bit_text_is_utf8_or_latin1()
    {
        Assert.Equal("é", SpecificCharacterSet.Default.Decode([0xE9], Vr.LO));
        Assert.Equal("é", SpecificCharacterSet.Default.Decode([0xC3, 0xA9], Vr.LO));
        Assert.Equal("?", System.Text.Encoding.ASCII.GetString(SpecificCharacterSet.Default.Encode("é", Vr.LO, out bool isExact)));
        Assert.False(isExact);
    }

    [Fact]
    public void Backslash_parts_values_where_values_may_be_many()
    {
        SpecificCharacterSet japanese = SpecificCharacterSet.FromTerms(["ISO_IR 13"]);
        Assert.Equal("A\\B", japanese.Decode("A\\B"u8, Vr.LO));
        Assert.Equal("A¥B", japanese.Decode("A\\B"u8, Vr.LT));
        Assert.Equal("A\\B"u8.ToArray(), japanese.Encode("A¥B", Vr.LT, out _));
        Assert.Equal("A?B"u8.ToArray(), japanese.Encode("A¥B", Vr.LO, out bool isExact));
        Assert.False(isExact);
        Assert.Equal("A\\B", SpecificCharacterSet.FromTerms(["GB18030"]).Decode("A\\B"u8, Vr.LO));
    }

    [Fact]
    public void Extensions_end_at_line_ends_and_delimiters()
    {
        SpecificCharacterSet set = SpecificCharacterSet.FromTerms(["ISO 2022 IR 100", "ISO 2022 IR 144"]);
        byte[] bytes = [0x1B, .. "-L"u8, 0xB4, (byte)'\r', (byte)'\n', 0xE9];
        Assert.Equal("Д\r\né", set.Decode(bytes, Vr.LT));
        bytes = [0x1B, .. "-L"u8, 0xB4, (byte)'\\', 0xE9];
        Assert.Equal("Д\\é", set.Decode(bytes, Vr.LO));
    }

    [Fact]
    public void Bytes_that_are_no_text_never_throw()
    {
        Random random = new(7);
        string[][] sets = [[], ["ISO_IR 192"], ["GB18030"], ["ISO 2022 IR 13", "ISO 2022 IR 87", "ISO 2022 IR 159"], ["", "ISO 2022 IR 149"], ["ISO_IR 100"], ["ISO_IR 166"]];
        byte[] bytes = new byte[40];
        byte[] likely = [0x1B, (byte)'$', (byte)'(', (byte)')', (byte)'B', (byte)'C', (byte)'D', (byte)'\\', (byte)'^', 0x0D, 0x7F, 0xFF, 0xA0];
        foreach (SpecificCharacterSet set in sets.Select(SpecificCharacterSet.FromTerms))
        {
            for (int round = 0; round < 2000; round++)
            {
                random.NextBytes(bytes);
                for (int i = 0; i < 12; i++)
                {
                    bytes[random.Next(bytes.Length)] = likely[random.Next(likely.Length)];
                }

                string text = set.Decode(bytes.AsSpan(0, random.Next(bytes.Length)), round % 2 == 0 ? Vr.PN : Vr.LT);
                _ = set.Encode(text, Vr.PN, out _);
            }
        }
    }

    [Fact]
    public void What_is_encoded_exactly_decodes_to_itself()
    {
        string[] words = ["Müller", "山田", "홍길동", "Дмитрий", "Αθήνα", "ﾔﾏﾀﾞ", "张", "\\", "^", "=", "~", "¥", "𠮷", "\r\n", " ", "Smith", "ق", "丂"];
        string[][] sets = [[], ["ISO_IR 192"], ["GB18030"], ["GBK"], ["ISO 2022 IR 13", "ISO 2022 IR 87", "ISO 2022 IR 159"], ["", "ISO 2022 IR 149"], ["ISO 2022 IR 100", "ISO 2022 IR 144", "ISO 2022 IR 126", "ISO 2022 IR 58"]];
        Random random = new(11);
        foreach (SpecificCharacterSet set in sets.Select(SpecificCharacterSet.FromTerms))
        {
            for (int round = 0; round < 500; round++)
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => words[random.Next(words.Length)]));
                foreach (Vr vr in new[] { Vr.PN, Vr.LO, Vr.UT })
                {
                    byte[] bytes = set.Encode(text, vr, out bool isExact);
                    string back = set.Decode(bytes, vr);
                    Assert.True(!isExact || back == text, $"{string.Join('\\', set.Terms)} {vr}: {text} -> {Convert.ToHexString(bytes)} -> {back}");
                }
            }
        }
    }
}
