using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Dicom.Datasets;

public sealed class DatasetTests
{
    [Fact]
    public void Elements_stand_in_tag_order_whatever_the_order_they_came_in()
    {
        Dataset dataset = new Dataset().Set(Tags.PatientID, "P").Set(Tags.Modality, "CT").Set(Tags.Rows, 4);
        Assert.Equal([Tags.Modality, Tags.PatientID, Tags.Rows], ((IEnumerable<Element>)dataset).Select(e => e.Tag));
        Assert.True(dataset.Remove(Tags.PatientID));
        Assert.False(dataset.Remove(Tags.PatientID));
        Assert.Null(dataset.GetString(Tags.PatientID));
    }

    [Fact]
    public void Values_are_padded_and_come_back_without_padding()
    {
        Dataset dataset = new Dataset().Set(Tags.SOPInstanceUID, "1.2.3").Set(Tags.PatientID, "ABC").Set(Tags.ImageType, "A", "B", "");
        Assert.True(dataset.TryGet(Tags.SOPInstanceUID, out Element uid));
        Assert.Equal(0, uid.Value.Span[^1]);
        Assert.True(dataset.TryGet(Tags.PatientID, out Element id));
        Assert.Equal((byte)' ', id.Value.Span[^1]);
        Assert.Equal("1.2.3", dataset.GetString(Tags.SOPInstanceUID));
        Assert.Equal(["A", "B", ""], dataset.GetStrings(Tags.ImageType));
    }

    [Fact]
    public void Numbers_of_every_kind_are_read()
    {
        Dataset dataset = new Dataset()
            .Set(Tags.Rows, 512)
            .Set(Tags.InstanceNumber, -7)
            .Set(Tags.PixelSpacing, "0.5", "0.25")
            .Set(new DicomTag(0x0018_9087), Vr.FD, "1000.5")
            .Set(Tags.FrameIncrementPointer, "00181063");
        Assert.Equal(512, dataset.GetInteger(Tags.Rows));
        Assert.Equal(-7, dataset.GetInteger(Tags.InstanceNumber));
        Assert.Equal([0.5, 0.25], dataset.GetNumbers(Tags.PixelSpacing));
        Assert.Equal(1000.5, dataset.GetNumber(new DicomTag(0x0018_9087)));
        Assert.Equal("00181063", dataset.GetString(Tags.FrameIncrementPointer));
        Assert.Null(dataset.GetInteger(Tags.PixelSpacing));
        Assert.Throws<ArgumentException>(() => new Dataset().Set(Tags.Rows, 70_000));
    }

    [Fact]
    public void Text_beyond_ascii_names_its_character_set_at_the_top()
    {
        Dataset item = new();
        Dataset dataset = new Dataset().SetItems(Tags.RequestAttributesSequence, item);
        item.Set(Tags.PatientName, "Müller^Jürgen");
        Assert.Equal("ISO_IR 192", dataset.GetString(Tags.SpecificCharacterSet));
        Assert.False(item.Contains(Tags.SpecificCharacterSet));
        Assert.Equal("Müller^Jürgen", item.GetString(Tags.PatientName));
        Assert.Equal("Müller^Jürgen", new Dataset().Set(Tags.SpecificCharacterSet, "ISO_IR 100").Set(Tags.PatientName, "Müller^Jürgen").GetString(Tags.PatientName));
    }

    [Fact]
    public void Pixel_representation_chooses_between_US_and_SS()
    {
        Dataset dataset = new Dataset().Set(Tags.PixelRepresentation, 1).Set(Tags.SmallestImagePixelValue, -5);
        Assert.Equal(-5, dataset.GetInteger(Tags.SmallestImagePixelValue));
        byte[] bytes = DatasetBuilder.Encode(dataset, TransferSyntax.ImplicitVrLittleEndian);
        Dataset read = Gantry.Dicom.Encoding.DatasetReader.Read(bytes, TransferSyntax.ImplicitVrLittleEndian).Dataset;
        Assert.Equal(-5, read.GetInteger(Tags.SmallestImagePixelValue));
    }

    [Fact]
    public void A_sequence_and_a_value_hidden_in_UN_are_revealed()
    {
        Dataset inner = new Dataset().SetItems(Tags.RequestAttributesSequence, new Dataset().Set(Tags.ScheduledProcedureStepID, "S1"));
        byte[] encoded = DatasetBuilder.Encode(inner, TransferSyntax.ImplicitVrLittleEndian)[8..^8];
        Dataset dataset = new Dataset()
            .Set(Tags.RequestAttributesSequence, Vr.UN, encoded)
            .Set(Tags.PatientID, Vr.UN, "AB"u8.ToArray());
        Assert.Equal("S1", Assert.Single(dataset.GetItems(Tags.RequestAttributesSequence)).GetString(Tags.ScheduledProcedureStepID));
        Assert.Equal("AB", dataset.GetString(Tags.PatientID));
    }
}
