using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.StandardGenerator;
using Xunit;

namespace Gantry.UnitTests.Dicom.Dictionary;

public sealed class DicomDictionaryTests
{
    [Theory]
    [InlineData("00100010", Vr.PN)]
    [InlineData("7FE00010", Vr.OB)]
    [InlineData("00280106", Vr.US)]
    [InlineData("00080000", Vr.UL)]
    [InlineData("00290000", Vr.UL)]
    [InlineData("00290010", Vr.LO)]
    [InlineData("002900FF", Vr.LO)]
    [InlineData("00290001", Vr.UN)]
    [InlineData("00291010", Vr.UN)]
    [InlineData("60020010", Vr.US)]
    [InlineData("601E3000", Vr.OB)]
    [InlineData("60013000", Vr.UN)]
    [InlineData("50223000", Vr.OB)]
    [InlineData("00203112", Vr.CS)]
    [InlineData("10101234", Vr.US)]
    [InlineData("0008FFFE", Vr.UN)]
    [InlineData("FFFEE000", Vr.UN)]
    public void Vr_follows_table_and_rules(string hex, Vr vr)
    {
        Assert.True(DicomTag.TryParse(hex, out DicomTag tag));
        Assert.Equal(vr, DicomDictionary.VrOf(tag));
    }

    [Fact]
    public void Implicit_vr_chooses_words()
    {
        Assert.Equal(Vr.OW, DicomDictionary.ImplicitVrOf(Tags.PixelData));
        Assert.Equal(Vr.US, DicomDictionary.ImplicitVrOf(Tags.SmallestImagePixelValue));
        Assert.Equal(Vr.PN, DicomDictionary.ImplicitVrOf(Tags.PatientName));
        Assert.Equal([Vr.US, Vr.SS, Vr.OW], DicomDictionary.VrsOf(new DicomTag(0x0028, 0x1200)).Take(3));
    }

    [Fact]
    public void Every_fact_is_found_by_tag_and_keyword()
    {
        string root = RepositoryRoot.Find(AppContext.BaseDirectory);
        using FileStream stream = File.OpenRead(Path.Combine(root, Generator.FactsFolder, "attributes.json"));
        List<AttributeFact> facts = System.Text.Json.JsonSerializer.Deserialize<List<AttributeFact>>(stream, System.Text.Json.JsonSerializerOptions.Web)!;
        foreach (AttributeFact fact in facts)
        {
            Assert.True(DicomTag.TryParse(fact.Tag.Replace('x', '2'), out DicomTag tag));
            if (fact.IsPattern && DicomDictionary.TryFind(tag, out DicomAttribute? other) && other.Keyword != fact.Keyword)
            {
                continue;
            }

            Assert.True(DicomDictionary.TryFind(tag, out DicomAttribute? found), fact.Tag);
            Assert.Equal((fact.Keyword, fact.Name, fact.Vm, fact.Retired), (found.Keyword, found.Name, found.Vm, found.IsRetired));
            Assert.Equal(fact.Vr, found.Vrs.Select(DicomDictionary.NameOf));
            if (fact.Keyword.Length > 0 && !fact.Tag[4..].Contains('x', StringComparison.Ordinal))
            {
                Assert.True(DicomDictionary.TryParseTag(fact.Keyword, out DicomTag byKeyword), fact.Keyword);
                Assert.True(DicomDictionary.TryFind(byKeyword, out DicomAttribute? again));
                Assert.Equal(fact.Keyword, again.Keyword);
            }
        }
    }

    [Theory]
    [InlineData("PatientID", 0x00100020u)]
    [InlineData("00100020", 0x00100020u)]
    [InlineData("(0010,0020)", 0x00100020u)]
    [InlineData("OverlayData", 0x60003000u)]
    public void Tags_are_read_from_keyword_or_hex(string text, uint value)
    {
        Assert.True(DicomDictionary.TryParseTag(text, out DicomTag tag));
        Assert.Equal(value, tag.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("patientid")]
    [InlineData("PatientIDé")]
    [InlineData("0010002")]
    public void What_is_no_tag_is_told(string text) => Assert.False(DicomDictionary.TryParseTag(text, out _));

    [Fact]
    public void Constants_are_the_standard_s() =>
        Assert.Equal((0x00100020u, "1.2.840.10008.1.1", "1.2.840.10008.5.1.4.1.1.2"), (Tags.PatientID.Value, Uids.Verification, Uids.CTImageStorage));

    [Fact]
    public void Uids_have_names()
    {
        Assert.Equal("CT Image Storage", UidDictionary.NameOf("1.2.840.10008.5.1.4.1.1.2"));
        Assert.Equal("1.2.3", UidDictionary.NameOf("1.2.3"));
        Assert.All(UidDictionary.All, e => Assert.Equal(e, UidDictionary.TryFind(e.Uid, out UidEntry? found) ? found : null));
    }

    [Fact]
    public void Storage_classes_tell_modality_and_iod()
    {
        Assert.True(StorageSopClasses.TryFind(Uids.CTImageStorage, out StorageSopClass? ct));
        Assert.Equal(["CT"], ct.Modalities);
        Assert.NotNull(ct.Iod);
        Assert.False(StorageSopClasses.TryFind(Uids.Verification, out _));
        Assert.True(StorageSopClasses.All.Count > 150);
    }

    [Fact]
    public void Private_blocks_are_found_and_added()
    {
        Assert.Equal(Vr.OB, PrivateDictionary.BuiltIn.VrOf("SIEMENS CSA HEADER", new DicomTag(0x0029, 0x1110)));
        Assert.Equal(Vr.UN, PrivateDictionary.BuiltIn.VrOf("SIEMENS CSA HEADER", new DicomTag(0x0029, 0x0010)));
        Assert.Equal(Vr.UN, PrivateDictionary.BuiltIn.VrOf("ACME", new DicomTag(0x0029, 0x1110)));
        PrivateDictionary more = PrivateDictionary.BuiltIn.With(new PrivateAttribute("ACME", 0x0029, 0x10, Vr.FD, "1", "Dose"));
        Assert.Equal(Vr.FD, more.VrOf("ACME ", new DicomTag(0x0029, 0x1110)));
        Assert.Equal(new DicomTag(0x0029, 0x0011), PrivateDictionary.CreatorTagOf(new DicomTag(0x0029, 0x1110)));
    }
}
