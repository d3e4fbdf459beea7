using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Xml;
using Xunit;

namespace Gantry.UnitTests.Dicom.Xml;

public sealed class NativeXmlTests
{
    [Fact]
    public void The_model_is_written_as_the_standard_names_it()
    {
        Dataset dataset = new();
        dataset.Add(new Element { Tag = Tags.PatientName, Vr = Vr.PN, Value = "Yamada^Tarou=A"u8.ToArray() });
        dataset.Add(new Element { Tag = new(0x0009_0010), Vr = Vr.LO, Value = "ACME"u8.ToArray() });
        dataset.Add(new Element { Tag = new(0x0009_1001), Vr = Vr.UN, Value = new byte[] { 1, 2 } });
        dataset.Add(new Element { Tag = Tags.Rows, Vr = Vr.US, Value = new byte[] { 0, 2 } });
        using MemoryStream stream = new();
        NativeXmlWriter.Write(dataset, stream);
        Assert.Equal(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><NativeDicomModel xml:space=\"preserve\" xmlns=\"http://dicom.nema.org/PS3.19/models/NativeDICOM\">"
            + "<DicomAttribute tag=\"00090010\" vr=\"LO\"><Value number=\"1\">ACME</Value></DicomAttribute>"
            + "<DicomAttribute tag=\"00091001\" vr=\"UN\" privateCreator=\"ACME\"><InlineBinary>AQI=</InlineBinary></DicomAttribute>"
            + "<DicomAttribute tag=\"00100010\" vr=\"PN\" keyword=\"PatientName\"><PersonName number=\"1\"><Alphabetic><FamilyName>Yamada</FamilyName>"
            + "<GivenName>Tarou</GivenName></Alphabetic><Ideographic><FamilyName>A</FamilyName></Ideographic></PersonName></DicomAttribute>"
            + "<DicomAttribute tag=\"00280010\" vr=\"US\" keyword=\"Rows\"><Value number=\"1\">512</Value></DicomAttribute></NativeDicomModel>",
            System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><NativeDicomModel>&e;</NativeDicomModel>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><NativeDicomModel>&b;</NativeDicomModel>")]
    [InlineData("<other/>")]
    [InlineData("<NativeDicomModel>")]
    [InlineData("")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='q' vr='LO'/></NativeDicomModel>")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='00100020' vr='QQ'/></NativeDicomModel>")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='00280010' vr='US'><Value number='1'>x</Value></DicomAttribute></NativeDicomModel>")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='00100020' vr='LO'><Value number='2000000000'>x</Value></DicomAttribute></NativeDicomModel>")]
    [InlineData("<NativeDicomModel><DicomAttribute tag='7FE00010' vr='OW'><InlineBinary>*</InlineBinary></DicomAttribute></NativeDicomModel>")]
    public void What_is_wrong_or_fetches_is_refused(string xml)
    {
        NativeXmlReadResult read = Read(xml);
        Assert.Null(read.Dataset);
        Assert.NotNull(read.Error);
    }

    [Fact]
    public void Depth_is_bounded()
    {
        string deep = "<NativeDicomModel>" + string.Concat(Enumerable.Repeat("<DicomAttribute tag='00081140' vr='SQ'><Item number='1'>", 20_000));
        Assert.Contains("deeper", Read(deep).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Places_of_values_and_bulk_data_are_kept()
    {
        NativeXmlReadResult read = Read(
            "<NativeDicomModel><DicomAttribute tag='00080061' vr='CS'><Value number='3'>MR</Value><Value number='1'>CT</Value></DicomAttribute>"
            + "<DicomAttribute tag='7FE00010' vr='OW'><BulkData uri='p'/></DicomAttribute></NativeDicomModel>");
        Assert.Equal(["CT", "", "MR"], read.Dataset!.GetStrings(Tags.ModalitiesInStudy));
        Assert.Equal("p", Assert.Single(read.BulkData).Uri);
    }

    private static NativeXmlReadResult Read(string xml) => NativeXmlReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(xml)), ReadLimits.Default);
}
