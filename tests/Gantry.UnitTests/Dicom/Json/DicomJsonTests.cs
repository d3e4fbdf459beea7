using System.Buffers;
using Encoding = System.Text.Encoding;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Json;
using Xunit;

namespace Gantry.UnitTests.Dicom.Json;

public sealed class DicomJsonTests
{
    public static TheoryData<string, Vr, string> Texts => new()
    {
        { "1.50\\-0.2\\+3\\.5\\007\\5.\\1e3", Vr.DS, "[1.50,-0.2,3,0.5,7,5.0,1e3]" },
        { "1e999\\abc\\\\--1", Vr.DS, "[\"1e999\",\"abc\",null,\"--1\"]" },
        { "+12\\-0\\1.5\\99999999999999999999", Vr.IS, "[12,-0,\"1.5\",\"99999999999999999999\"]" },
        { "A ^B\\\\C=D=E", Vr.PN, "[{\"Alphabetic\":\"A ^B\"},null,{\"Alphabetic\":\"C\",\"Ideographic\":\"D\",\"Phonetic\":\"E\"}]" },
        { "=D", Vr.PN, "[{\"Ideographic\":\"D\"}]" },
        { " a\\b ", Vr.LO, "[\"a\",\"b\"]" },
        { " a\\b ", Vr.LT, "[\" a\\\\b\"]" },
        { "", Vr.LO, "" },
        { "  ", Vr.LO, "" },
        { "1.2.3\0", Vr.UI, "[\"1.2.3\"]" },
        { "\"\n\u0001", Vr.UT, "[\"\\\"\\n\\u0001\"]" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_and_decimal_strings_are_written_by_the_model_s_rules(string value, Vr vr, string expected)
    {
        Dataset dataset = new();
        DicomTag tag = new(0x0009_1010);
        dataset.Add(new Element { Tag = tag, Vr = vr, Value = Encoding.ASCII.GetBytes(value) });
        string array = expected.Length == 0 ? "" : ",\"Value\":" + expected;
        Assert.Equal($"{{\"00091010\":{{\"vr\":\"{vr}\"{array}}}}}", Json(dataset));
    }

    [Fact]
    public void Numbers_of_either_byte_order_are_the_same()
    {
        Dataset dataset = new();
        dataset.Add(new Element { Tag = new(0x0009_1001), Vr = Vr.US, Value = new byte[] { 1, 2 }, IsBigEndian = true });
        dataset.Add(new Element { Tag = new(0x0009_1002), Vr = Vr.SS, Value = new byte[] { 0xFE, 0xFF } });
        dataset.Add(new Element { Tag = new(0x0009_1003), Vr = Vr.AT, Value = new byte[] { 0x10, 0, 0x20, 0 } });
        dataset.Add(new Element { Tag = new(0x0009_1004), Vr = Vr.OW, Value = new byte[] { 1, 2, 3, 4 }, IsBigEndian = true });
        dataset.Add(new Element { Tag = new(0x0009_1005), Vr = Vr.FL, Value = BitConverter.GetBytes(0.1f) });
        dataset.Add(new Element { Tag = new(0x0009_1006), Vr = Vr.FD, Value = BitConverter.GetBytes(double.NaN) });
        dataset.Add(new Element { Tag = new(0x0009_1007), Vr = Vr.SV, Value = BitConverter.GetBytes(long.MinValue) });
        dataset.Add(new Element { Tag = new(0x0009_1008), Vr = Vr.UV, Value = BitConverter.GetBytes(5ul) });
        Assert.Equal(
            """{"00091001":{"vr":"US","Value":[258]},"00091002":{"vr":"SS","Value":[-2]},"00091003":{"vr":"AT","Value":["00100020"]},"00091004":{"vr":"OW","InlineBinary":"AgEEAw=="},"00091005":{"vr":"FL","Value":[0.1]},"00091006":{"vr":"FD","Value":["NaN"]},"00091007":{"vr":"SV","Value":["-9223372036854775808"]},"00091008":{"vr":"UV","Value":[5]}}""",
            Json(dataset));
    }

    [Fact]
    public void Bulk_data_is_named_by_its_path()
    {
        Dataset item = new();
        item.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OW, Value = new byte[] { 1, 2 } });
        Dataset dataset = new();
        dataset.Add(new Element { Tag = Tags.IconImageSequence, Vr = Vr.SQ, Items = [new Dataset(), item] });
        dataset.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OB, Fragments = [Array.Empty<byte>(), new byte[] { 1 }] });
        Assert.Equal(
            """{"00880200":{"vr":"SQ","Value":[{},{"7FE00010":{"vr":"OW","BulkDataURI":"/00880200/2/7FE00010"}}]},"7FE00010":{"vr":"OB","BulkDataURI":"/7FE00010"}}""",
            Json(dataset, new DicomJsonOptions { BulkDataUri = (path, _) => "/" + path }));
        Assert.EndsWith("\"7FE00010\":{\"vr\":\"OB\"}}", Json(dataset), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"00100010":{"vr":"PN","Value":[{"Alphabetic":"Müller^Jörg"}]},"00100020":{"vr":"LO","Value":["a"]}}""")]
    [InlineData("""{"00080005":{"vr":"CS","Value":["ISO_IR 192"]},"00081140":{"vr":"SQ","Value":[{"00100010":{"vr":"PN","Value":[{"Ideographic":"山田"}]}},{}]}}""")]
    [InlineData("""{"00080061":{"vr":"CS","Value":["CT","MR"]},"00201206":{"vr":"IS","Value":[12,null,3]},"00280030":{"vr":"DS","Value":[0.5,1e-3]}}""")]
    [InlineData("""{"00091010":{"vr":"SQ"},"00091011":{"vr":"UN","InlineBinary":"AQID"},"00091012":{"vr":"UR","Value":["http://a\\b"]}}""")]
    public void What_is_read_is_written_the_same(string json)
    {
        DicomJsonReadResult read = DicomJsonReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.Null(read.Error);
        string again = Json(read.Datasets[0]);
        string head = json.Contains("00080005", StringComparison.Ordinal) || System.Text.Ascii.IsValid(json) ? "{" : """{"00080005":{"vr":"CS","Value":["ISO_IR 192"]},""";
        Assert.Equal((head + json[1..]).Replace("AQID", "AQIDAA==", StringComparison.Ordinal), again);
    }

    [Fact]
    public void Requests_without_vr_and_with_keywords_are_read()
    {
        DicomJsonReadResult read = DicomJsonReader.Read("""[{"PatientID":{"Value":["7"]},"00280010":{"Value":["512"]}},{}]"""u8.ToArray());
        Assert.Null(read.Error);
        Assert.Equal(2, read.Datasets.Count);
        Assert.Equal("7", read.Datasets[0].GetString(Tags.PatientID));
        Assert.Equal(512, read.Datasets[0].GetInteger(Tags.Rows));
    }

    [Fact]
    public void Bulk_data_is_told_to_the_caller()
    {
        DicomJsonReadResult read = DicomJsonReader.Read("""{"7FE00010":{"vr":"OW","BulkDataURI":"p"}}"""u8.ToArray());
        BulkDataReference reference = Assert.Single(read.BulkData);
        Assert.Equal((Tags.PixelData, Vr.OW, "p"), (reference.Tag, reference.Vr, reference.Uri));
        Assert.Same(read.Datasets[0], reference.Owner);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("{", "")]
    [InlineData("5", "")]
    [InlineData("[5]", "")]
    [InlineData("""{"zz":{}}""", "zz")]
    [InlineData("""{"00100010":5}""", "00100010")]
    [InlineData("""{"00100010":{"vr":"XX"}}""", "00100010")]
    [InlineData("""{"00280010":{"vr":"US","Value":[70000]}}""", "00280010")]
    [InlineData("""{"00280010":{"vr":"US","Value":[null]}}""", "00280010")]
    [InlineData("""{"00280010":{"vr":"US","Value":5}}""", "00280010")]
    [InlineData("""{"7FE00010":{"vr":"OW","InlineBinary":"*"}}""", "7FE00010")]
    [InlineData("""{"7FE00010":{"vr":"OW","Value":[1]}}""", "7FE00010")]
    [InlineData("""{"00081140":{"vr":"SQ","Value":[{},{"00100020":{"vr":"LO","Value":[{}]}}]}}""", "00081140/2/00100020")]
    [InlineData("""{"00100020":{"vr":"LO","Value":["\ud800"]}}""", "00100020")]
    public void What_is_wrong_is_told_with_its_path(string json, string path)
    {
        DicomJsonReadResult read = DicomJsonReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.Empty(read.Datasets);
        Assert.Equal(path, read.Error?.Path);
    }

    [Fact]
    public void Depth_and_count_are_bounded()
    {
        string deep = string.Concat(Enumerable.Repeat("""{"00081140":{"vr":"SQ","Value":[""", 100)) + "{}" + string.Concat(Enumerable.Repeat("]}}", 100));
        Assert.NotNull(DicomJsonReader.Read(Encoding.UTF8.GetBytes(deep)).Error);
        Assert.Null(DicomJsonReader.Read(Encoding.UTF8.GetBytes(deep), new ReadLimits { MaxDepth = 100 }).Error);
        Assert.NotNull(DicomJsonReader.Read("""{"00100010":{},"00100020":{}}"""u8.ToArray(), new ReadLimits { MaxElements = 1 }).Error);
    }

    private static string Json(Dataset dataset, DicomJsonOptions? options = null)
    {
        ArrayBufferWriter<byte> output = new();
        DicomJsonWriter.Write(dataset, output, options);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
