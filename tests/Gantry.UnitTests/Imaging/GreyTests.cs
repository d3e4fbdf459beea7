using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging;
using Gantry.Imaging.Colour;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Grey;
using Gantry.Imaging.Rendering;
using Xunit;

namespace Gantry.UnitTests.Imaging;

public sealed class GreyTests
{
    /// <summary>The examples of PS3.3 C.11.2.1.2.1: center 2048, width 4096, and the smallest widths.</summary>
    [Theory]
    [InlineData(2048, 4096, 0, 0.0)]
    [InlineData(2048, 4096, 4095, 1.0)]
    [InlineData(2048, 1, 2047, 0.0)]
    [InlineData(2048, 1, 2048, 1.0)]
    [InlineData(0, 100, -50, 0.0)]
    [InlineData(0, 100, 49, 1.0)]
    [InlineData(0, 100, -1, 49 / 99.0)]
    [InlineData(0, 1, -1, 0.0)]
    [InlineData(0, 1, 0, 1.0)]
    public void A_linear_window_is_that_of_the_standard(double center, double width, double value, double grey) =>
        Assert.Equal(grey, new Window(center, width).Apply(value), 9);

    [Theory]
    [InlineData(WindowFunction.LinearExact, 0, 100, -50, 0.0)]
    [InlineData(WindowFunction.LinearExact, 0, 100, 0, 0.5)]
    [InlineData(WindowFunction.LinearExact, 0, 100, 50, 1.0)]
    [InlineData(WindowFunction.Sigmoid, 40, 80, 40, 0.5)]
    [InlineData(WindowFunction.Sigmoid, 40, 80, 60, 0.7310585786)]
    public void Other_window_functions_are_those_of_the_standard(WindowFunction function, double center, double width, double value, double grey) =>
        Assert.Equal(grey, new Window(center, width, function).Apply(value), 9);

    [Fact]
    public void A_table_clamps_at_both_ends_and_reads_a_signed_start()
    {
        LookUpTable table = LookUpTable.Read(Table(3, -1, 8, [10, 20, 30]), isSigned: true)!;
        Assert.Equal([10, 10, 20, 30, 30], new[] { -5, -1, 0, 1, 9 }.Select(i => (int)table[i]));
        Assert.Null(LookUpTable.Read(Table(9, 0, 8, [1, 2]), isSigned: false));
    }

    [Fact]
    public void Segments_expand_to_what_they_say()
    {
        ushort[] segments = [0, 2, 5, 9, 1, 3, 12, 2, 1, 0, 0];
        Assert.Equal([5, 9, 10, 11, 12, 5, 9], SegmentedPalette.Expand(segments, 7)!.Select(v => (int)v));
        Assert.Null(SegmentedPalette.Expand(segments, 8));
        Assert.Null(SegmentedPalette.Expand([2, 1, 0, 0], 4));
        Assert.Null(SegmentedPalette.Expand([1, 4, 9], 4));
    }

    [Fact]
    public void Rescale_window_and_padding_make_the_greys()
    {
        Dataset dataset = Monochrome("MONOCHROME2", 5, 1, [0, 1024, 1074, 1123, 2000])
            .Set(Tags.RescaleIntercept, "-1024").Set(Tags.RescaleSlope, "1").Set(Tags.WindowCenter, "50").Set(Tags.WindowWidth, "100")
            .Set(Tags.PixelPaddingValue, 2000);
        Assert.Equal([0, 0, 129, 255, 0], Greys(dataset));
        Assert.Equal([255, 255, 126, 0, 0], Greys(dataset.Set(Tags.PhotometricInterpretation, "MONOCHROME1")));
    }

    [Fact]
    public void Without_a_window_the_whole_range_is_shown() => Assert.Equal([0, 128, 255], Greys(Monochrome("MONOCHROME2", 3, 1, [100, 200, 300])));

    [Fact]
    public void A_voi_table_is_used_where_there_is_no_window() =>
        Assert.Equal([10, 30], Greys(Monochrome("MONOCHROME2", 2, 1, [0, 2]).SetItems(Tags.VOILUTSequence, Table(3, 0, 8, [10, 20, 30]))));

    [Fact]
    public void An_overlay_is_drawn_where_its_bits_are_set()
    {
        Dataset dataset = Monochrome("MONOCHROME2", 2, 2, [0, 0, 0, 1]).Set(Tags.WindowCenter, "50").Set(Tags.WindowWidth, "100")
            .Set(new DicomTag(0x6000, 0x0010), Vr.US, "2").Set(new DicomTag(0x6000, 0x0011), Vr.US, "1").Set(new DicomTag(0x6000, 0x0050), Vr.SS, "1", "2")
            .Set(new DicomTag(0x6000, 0x0100), Vr.US, "1").Set(new DicomTag(0x6000, 0x3000), Vr.OW, (byte[])[0b01, 0]);
        Assert.Equal([0, 255, 0, 3], Greys(dataset));
    }

    [Fact]
    public void A_picture_keeps_its_proportions_in_the_size_asked_for()
    {
        Dataset dataset = Monochrome("MONOCHROME2", 4, 2, [0, 0, 9, 9, 0, 0, 9, 9]).Set(Tags.PixelAspectRatio, "2", "1");
        Picture picture = Rendered(dataset, RenderOptions.Default with { Size = new PictureSize(8, 100) });
        Assert.Equal((8, 8), (picture.Width, picture.Height));
        Assert.Equal((0, 255), (picture.Samples[0], picture.Samples[7]));
    }

    private static int[] Greys(Dataset dataset) => [.. Rendered(dataset, RenderOptions.Default).Samples.Select(s => (int)s)];

    private static Picture Rendered(Dataset dataset, RenderOptions options)
    {
        Assert.Null(PixelFrames.Open(dataset, TransferSyntax.ExplicitVrLittleEndian, out PixelFrames frames));
        Assert.Null(FrameRenderer.Render(dataset, frames, 1, options, out Picture picture));
        return picture;
    }

    private static Dataset Table(int count, int first, int bits, byte[] entries) => new Dataset()
        .Add(new Element { Tag = Tags.LUTDescriptor, Vr = Vr.SS, Value = (byte[])[(byte)count, 0, (byte)first, (byte)(first >> 8), (byte)bits, 0] })
        .Set(Tags.LUTData, Vr.OW, entries);

    private static Dataset Monochrome(string photometric, int columns, int rows, ushort[] samples)
    {
        byte[] pixels = new byte[2 * samples.Length];
        Buffer.BlockCopy(samples, 0, pixels, 0, pixels.Length);
        return new Dataset().Set(Tags.SamplesPerPixel, 1).Set(Tags.PhotometricInterpretation, photometric).Set(Tags.Rows, rows).Set(Tags.Columns, columns)
            .Set(Tags.BitsAllocated, 16).Set(Tags.BitsStored, 16).Set(Tags.HighBit, 15).Set(Tags.PixelRepresentation, 0).Set(Tags.PixelData, Vr.OW, pixels);
    }
}
