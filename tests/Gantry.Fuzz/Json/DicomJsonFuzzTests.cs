using System.Buffers;
using Encoding = System.Text.Encoding;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Json;
using Gantry.Dicom.Xml;
using Xunit;

namespace Gantry.Fuzz.Json;

/// <summary>The readers of JSON and XML give a result for whatever bytes come; what JSON reads can be written again.</summary>
public sealed class DicomJsonFuzzTests
{
    private static readonly string[] Seeds =
    [
        """[{"00080005":{"vr":"CS","Value":["ISO_IR 192"]},"00100010":{"vr":"PN","Value":[{"Alphabetic":"A^B","Ideographic":"山"}]}}]""",
        """{"00081140":{"vr":"SQ","Value":[{"00081150":{"vr":"UI","Value":["1.2.3"]}},null,{}]},"00280030":{"vr":"DS","Value":[0.5,"1e3",null]}}""",
        """{"7FE00010":{"vr":"OW","BulkDataURI":"x"},"00091010":{"vr":"UN","InlineBinary":"AQID"},"00280010":{"vr":"US","Value":[512]}}""",
        """<NativeDicomModel><DicomAttribute tag="00081140" vr="SQ"><Item number="1"><DicomAttribute tag="00280010" vr="US"><Value number="1">5</Value></DicomAttribute></Item></DicomAttribute></NativeDicomModel>""",
    ];

    private static readonly string[] Pieces = ["{", "}", "[", "]", "\"", ",", ":", "null", "1e999", "-", "\\ud800", "\\u0000", "\"vr\"", "\"SQ\"", "\"Value\"", "<", ">", "&#0;", "9999999999999999999999", "\u00FF"];

    [Fact]
    public void Readers_never_throw()
    {
        Random random = new(20);
        ReadLimits limits = new() { MaxDepth = 8, MaxElements = 100 };
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = Mutate(Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]), random);
            DicomJsonReadResult json = DicomJsonReader.Read(bytes, limits);
            Assert.True(json.Error is null || json.Datasets.Count == 0);
            foreach (Gantry.Dicom.Datasets.Dataset dataset in json.Datasets)
            {
                DicomJsonWriter.Write(dataset, new ArrayBufferWriter<byte>());
                using MemoryStream xml = new();
                NativeXmlWriter.Write(dataset, xml);
            }

            NativeXmlReadResult native = NativeXmlReader.Read(new MemoryStream(bytes), limits);
            Assert.True(native.Dataset is null != (native.Error is null));
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        List<byte> mutated = [.. bytes];
        for (int change = random.Next(1, 4); change > 0 && mutated.Count > 0; change--)
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
                    mutated.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                default:
                    mutated.InsertRange(at, mutated.GetRange(at, Math.Min(random.Next(1, 40), mutated.Count - at)));
                    break;
            }
        }

        return [.. mutated];
    }
}
