using System.IO.Pipelines;
using Gantry.Archive;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.UnitTests.Archive.Corrections;

/// <summary>What leaves the archive of an instance that has corrections.</summary>
public sealed class CorrectedObjectTests
{
    private readonly MemoryObjects objects = new();

    public static TheoryData<string> Syntaxes { get; } = new(
        TransferSyntax.ExplicitVrLittleEndian.Uid, TransferSyntax.ImplicitVrLittleEndian.Uid, "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.70");

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public async Task Only_what_was_corrected_differs_in_every_transfer_syntax(string uid)
    {
        TransferSyntax syntax = TransferSyntax.FromUid(uid);
        byte[] stored = DatasetBuilder.EncodeFile(Sample(syntax), syntax);
        byte[] sent = await SendAsync(stored, syntax, Correct(("PatientName", "New^Name"), ("PatientID", "P2"), ("StudyDescription", null), ("PatientComments", "longer than before")));
        DicomFile before = DicomFile.Read(stored);
        DicomFile after = DicomFile.Read(sent);

        Assert.Null(after.Error);
        Assert.Empty(after.Findings);
        Assert.Equal(("New^Name", "P2", "longer than before"), (after.Dataset.GetString(Tags.PatientName), after.Dataset.GetString(Tags.PatientID), after.Dataset.GetString(Tags.PatientComments)));
        Assert.False(after.Dataset.Contains(Tags.StudyDescription));
        Dataset item = Assert.Single(after.Dataset.GetItems(Tags.OriginalAttributesSequence));
        Dataset original = Assert.Single(item.GetItems(Tags.ModifiedAttributesSequence));
        Assert.Equal(("Doe^Jane", "P1", "Test study"), (original.GetString(Tags.PatientName), original.GetString(Tags.PatientID), original.GetString(Tags.StudyDescription)));
        Assert.True(original.TryGet(Tags.PatientComments, out Element absent) && absent.Value.IsEmpty);
        Assert.Equal(("20260102030405.000000+0000", "Gantry", "CORRECT"), (item.GetString(Tags.AttributeModificationDateTime), item.GetString(Tags.ModifyingSystem), item.GetString(Tags.ReasonForTheAttributeModification)));

        // The item's own Patient ID, the private element and the pixels are as they were.
        Assert.Equal("NESTED", Assert.Single(after.Dataset.GetItems(Tags.ReferencedStudySequence)).GetString(Tags.PatientID));
        HashSet<DicomTag> touched = [Tags.PatientName, Tags.PatientID, Tags.StudyDescription, Tags.PatientComments, Tags.OriginalAttributesSequence, new(0x0010_0000)];
        Assert.Equal(Bytes(before.Dataset, touched, syntax), Bytes(after.Dataset, touched, syntax));
    }

    [Fact]
    public async Task A_group_length_is_right_afterwards_and_one_of_another_group_stays()
    {
        Dataset dataset = Sample(TransferSyntax.ExplicitVrLittleEndian).Set(new DicomTag(0x0010_0000), Vr.UL, "999").Set(new DicomTag(0x0008_0000), Vr.UL, "1").Set(new DicomTag(0x7FE0_0000), Vr.UL, "7");
        byte[] sent = await SendAsync(DatasetBuilder.EncodeFile(dataset), TransferSyntax.ExplicitVrLittleEndian, Correct(("PatientName", "A much longer name^than before")));
        Dataset after = DicomFile.Read(sent).Dataset;
        int bytes = after.Where(e => e.Tag.Group == 0x0010 && !e.Tag.IsGroupLength).Sum(e => 8 + e.Value.Length);
        Assert.Equal(bytes, after.GetInteger(new DicomTag(0x0010_0000)));
        Assert.Equal(DicomFile.Read(DatasetBuilder.EncodeFile(dataset)).Dataset.GetInteger(new DicomTag(0x7FE0_0000)), after.GetInteger(new DicomTag(0x7FE0_0000)));
    }

    [Theory]
    [InlineData("ISO_IR 100", "Jürgen", false)]
    [InlineData("ISO_IR 100", "Дмитрий", true)]
    [InlineData("ISO_IR 144", "Дмитрий", false)]
    [InlineData("ISO_IR 144", "Jürgen", true)]
    [InlineData(null, "Jürgen", true)]
    [InlineData(null, "Jurgen", false)]
    public async Task Text_becomes_UTF_8_only_where_a_value_has_characters_that_the_set_lacks(string? set, string name, bool isConverted)
    {
        TransferSyntax syntax = TransferSyntax.ExplicitVrLittleEndian;
        string described = set switch { "ISO_IR 100" => "Schädel", "ISO_IR 144" => "Череп", _ => "Skull" };
        Dataset dataset = Sample(syntax);
        dataset.Remove(Tags.SpecificCharacterSet);
        if (set is not null)
        {
            dataset.Set(Tags.SpecificCharacterSet, set);
        }

        Dataset own = new Dataset().Set(Tags.SpecificCharacterSet, "ISO_IR 101").Set(Tags.StudyDescription, "Łokieć");
        Dataset inheriting = new();
        dataset.SetItems(Tags.RequestAttributesSequence, inheriting, own);
        inheriting.Set(Tags.ScheduledProcedureStepDescription, described);
        dataset.Set(Tags.SeriesDescription, described).Set(new DicomTag(0xFFFC_0010), Vr.LO, described);
        byte[] sent = await SendAsync(DatasetBuilder.EncodeFile(dataset), syntax, Correct(("PatientName", name)));

        Dataset after = DicomFile.Read(sent).Dataset;
        Assert.Equal(isConverted ? "ISO_IR 192" : set, after.GetString(Tags.SpecificCharacterSet));
        Assert.Equal((name, described, described), (after.GetString(Tags.PatientName), after.GetString(Tags.SeriesDescription), after.GetString(new DicomTag(0xFFFC_0010))));
        IReadOnlyList<Dataset> items = after.GetItems(Tags.RequestAttributesSequence);
        Assert.Equal((described, "Łokieć"), (items[0].GetString(Tags.ScheduledProcedureStepDescription), items[1].GetString(Tags.StudyDescription)));
        Assert.Equal("Doe^Jane", after.GetItems(Tags.OriginalAttributesSequence)[0].GetItems(Tags.ModifiedAttributesSequence)[0].GetString(Tags.PatientName));
    }

    [Fact]
    public async Task What_is_right_already_is_no_modification_and_items_that_were_there_stay()
    {
        Dataset dataset = Sample(TransferSyntax.ExplicitVrLittleEndian).SetItems(Tags.OriginalAttributesSequence, new Dataset().Set(Tags.ModifyingSystem, "Other"));
        byte[] stored = DatasetBuilder.EncodeFile(dataset);
        Assert.Equal(stored, await SendAsync(stored, TransferSyntax.ExplicitVrLittleEndian, Correct(("PatientID", "P1"))));
        byte[] sent = await SendAsync(stored, TransferSyntax.ExplicitVrLittleEndian, Correct(("PatientID", "P2")), Correct(("PatientID", "P3"), ("PatientName", "Doe^Jane")));
        IReadOnlyList<Dataset> items = DicomFile.Read(sent).Dataset.GetItems(Tags.OriginalAttributesSequence);
        Assert.Equal(["Other", "Gantry", "Gantry"], items.Select(i => i.GetString(Tags.ModifyingSystem)));
        Assert.Equal(["P1", "P2"], items.Skip(1).Select(i => i.GetItems(Tags.ModifiedAttributesSequence)[0].GetString(Tags.PatientID)));
    }

    [Fact]
    public async Task Any_range_of_it_is_the_range_of_the_whole()
    {
        byte[] stored = DatasetBuilder.EncodeFile(Sample(TransferSyntax.ExplicitVrLittleEndian).Set(new DicomTag(0xFFFC_FFFC), Vr.OB, new byte[20]));
        StoredInstance instance = Put(stored, TransferSyntax.ExplicitVrLittleEndian, [Correct(("PatientName", "Дмитрий"))]);
        CorrectedObject made = await new CorrectedObjects(objects).OpenAsync(instance, default);
        byte[] whole = await made.ReadAsync(objects, default);
        Random random = new(5);
        for (int i = 0; i < 100; i++)
        {
            int from = random.Next(whole.Length);
            int length = random.Next(whole.Length - from + 1);
            Assert.Equal(whole[from..(from + length)], await CopyAsync(made, from, length));
        }
    }

    [Fact]
    public async Task What_cannot_be_read_to_its_pixels_does_not_leave_as_it_is()
    {
        byte[] stored = DatasetBuilder.EncodeFile(Sample(TransferSyntax.ExplicitVrLittleEndian));
        StoredInstance instance = Put(stored[..^600], TransferSyntax.ExplicitVrLittleEndian, [Correct(("PatientName", "X"))]) with { Frames = null };
        byte[] broken = [.. stored[..400], 0xFF, 0xFF, 0xFF, 0xFF];
        instance = instance with { Place = objects.Add(broken), DatasetLength = broken.Length - DicomFile.Read(stored).DatasetOffset };
        await Assert.ThrowsAsync<ObjectStoreException>(() => new CorrectedObjects(objects).OpenAsync(instance, default).AsTask());
    }

    private static Dataset Sample(TransferSyntax syntax)
    {
        Dataset dataset = DatasetBuilder.Ct("1.2.3", "1.2.3.1", "1.2.3.1.1", instanceNumber: 3)
            .SetItems(Tags.ReferencedStudySequence, new Dataset().Set(Tags.PatientID, "NESTED"))
            .Set(new DicomTag(0x0009_0010), Vr.LO, "MAKER")
            .Set(new DicomTag(0x0009_1001), Vr.UN, new byte[] { 1, 2, 3, 4 });
        if (syntax.IsEncapsulated)
        {
            dataset.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OB, Fragments = [default, new byte[] { 1, 2, 3, 4 }] });
        }

        return dataset;
    }

    private static Correction Correct(params (string Attribute, string? Value)[] changes) => new()
    {
        Number = 1,
        Target = CorrectionTarget.Of(StudyUid.Parse("1.2.3")),
        Changes = [.. changes.Select(c => new AttributeChange(DicomDictionary.TryFindKeyword(c.Attribute, out DicomTag tag) ? tag : default, c.Value is null ? null : [c.Value]))],
        At = new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.FromHours(1)),
        By = "admin",
        Why = "test",
    };

    private async Task<byte[]> SendAsync(byte[] stored, TransferSyntax syntax, params Correction[] corrections)
    {
        CorrectedObject made = await new CorrectedObjects(objects).OpenAsync(Put(stored, syntax, corrections), default);
        byte[] whole = await CopyAsync(made, 0, made.Length);
        Assert.Equal(whole, await made.ReadAsync(objects, default));
        return whole;
    }

    private async Task<byte[]> CopyAsync(CorrectedObject made, long offset, long length)
    {
        using MemoryStream copied = new();
        PipeWriter writer = PipeWriter.Create(copied);
        await made.CopyToAsync(objects, offset, length, writer, default);
        await writer.CompleteAsync();
        return copied.ToArray();
    }

    private StoredInstance Put(byte[] stored, TransferSyntax syntax, IReadOnlyList<Correction> corrections)
    {
        long datasetOffset = DicomFile.Read(stored).DatasetOffset;
        PixelPlaces pixels = new();
        using DatasetPushParser parser = new(syntax, pixels);
        parser.Push(stored.AsSpan((int)datasetOffset));
        return new StoredInstance
        {
            Identity = new InstanceIdentity(StudyUid.Parse("1.2.3"), SeriesUid.Parse("1.2.3.1"), InstanceUid.Parse("1.2.3.1.1"), Uids.CTImageStorage),
            TransferSyntaxUid = syntax.Uid,
            Place = objects.Add(stored),
            Crc32 = 0,
            DatasetCrc32 = 0,
            DatasetLength = stored.Length - datasetOffset,
            ChangeNumber = 1,
            Frames = syntax.IsDeflated ? null : pixels.Frames(datasetOffset),
            Corrections = corrections,
        };
    }

    private static byte[] Bytes(Dataset dataset, HashSet<DicomTag> without, TransferSyntax syntax)
    {
        Dataset rest = [];
        foreach (Element element in dataset.Where(e => !without.Contains(e.Tag)))
        {
            rest.Add(element);
        }

        return DatasetBuilder.Encode(rest, syntax.IsDeflated ? TransferSyntax.ExplicitVrLittleEndian : syntax);
    }


    /// <summary>Finds the pixels as the way in does.</summary>
    private sealed class PixelPlaces : IDatasetHandler
    {
        private readonly List<ByteRange> fragments = [];
        private ByteRange? native;

        public ElementInterest OnElement(in ElementHeader header)
        {
            if (header.Tag != Tags.PixelData)
            {
                return ElementInterest.Skip;
            }

            native = header.Length >= 0 ? new ByteRange(header.ValueOffset, header.Length) : null;
            return ElementInterest.Value;
        }

        public void OnFragment(int index, long offset, long length)
        {
            if (index > 0)
            {
                fragments.Add(new ByteRange(offset, length));
            }
        }

        public FrameTable Frames(long datasetOffset) => native is { } pixels
            ? new FrameTable { Count = 1, IsEncapsulated = false, PixelData = pixels with { Offset = pixels.Offset + datasetOffset }, BitsPerFrame = pixels.Length * 8 }
            : new FrameTable { Count = 1, IsEncapsulated = true, Fragments = [[.. fragments.Select(f => f with { Offset = f.Offset + datasetOffset })]] };
    }
}
