using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Presentation;
using Gantry.Imaging.Rendering;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Imaging;

public sealed class PresentationTests
{
    private const int Side = 8;

    [Fact]
    public void Shutters_cover_what_lies_outside_every_shape()
    {
        Dataset image = Ramp().Set(Tags.ShutterShape, "RECTANGULAR", "CIRCULAR").Set(Tags.ShutterPresentationValue, 0x8000)
            .Set(Tags.ShutterLeftVerticalEdge, "2").Set(Tags.ShutterRightVerticalEdge, "8").Set(Tags.ShutterUpperHorizontalEdge, "1").Set(Tags.ShutterLowerHorizontalEdge, "8")
            .Set(Tags.CenterOfCircularShutter, "4", "4").Set(Tags.RadiusOfCircularShutter, "3");
        Picture with = Render(image, RenderOptions.Default), without = Render(image, RenderOptions.Default with { ShowsShutters = false });

        // Row and column 4 is the centre; column 1 is beyond the rectangle, column 8 beyond the circle.
        Assert.Equal(Enumerable.Range(0, Side).Select(x => x is >= 1 and <= 6 ? At(without, x, 3) : (byte)0x80), Enumerable.Range(0, Side).Select(x => At(with, x, 3)));
        Assert.Equal(0x80, At(with, 1, 0));
        Assert.NotEqual(0x80, At(without, 1, 0));
    }

    [Fact]
    public void A_polygon_shows_its_inside()
    {
        Dataset image = Ramp().Set(Tags.ShutterShape, "POLYGONAL").Set(Tags.VerticesOfThePolygonalShutter, "0", "0", "0", "9", "9", "0");
        Picture picture = Render(image, RenderOptions.Default);

        Assert.NotEqual(0, At(picture, 2, 2));
        Assert.Equal(0, At(picture, 7, 7));
    }

    [Fact]
    public void A_state_takes_the_place_of_what_the_instance_says()
    {
        Dataset image = Ramp().Set(Tags.PhotometricInterpretation, "MONOCHROME1").Set(Tags.WindowCenter, "1").Set(Tags.WindowWidth, "1").Set(Tags.ShutterShape, "CIRCULAR");
        Dataset state = State(image).Set(Tags.PresentationLUTShape, "IDENTITY");

        // All of 8 bits from black to white, not turned round.
        Assert.Equal(Enumerable.Range(0, Side * Side).Select(i => (byte)(4 * i)), Present(state, image).Samples);
        state.Set(Tags.PresentationLUTShape, "INVERSE");
        Assert.Equal(Enumerable.Range(0, Side * Side).Select(i => (byte)(255 - (4 * i))), Present(state, image).Samples);
        state.SetItems(Tags.SoftcopyVOILUTSequence, new Dataset().Set(Tags.WindowCenter, "64.5").Set(Tags.WindowWidth, "129")).Set(Tags.PresentationLUTShape, "IDENTITY");
        Assert.Equal(255, Present(state, image).Samples[32]);
    }

    [Fact]
    public void A_pseudo_colour_state_looks_the_greys_up_in_its_palette()
    {
        Dataset image = Ramp();
        byte[] red = [.. Enumerable.Range(0, 256).SelectMany(i => (byte[])[0, (byte)i])], blue = [.. Enumerable.Range(0, 256).SelectMany(i => (byte[])[0, (byte)(255 - i)])];
        Dataset state = State(image).Set(Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.11.3")
            .Set(Tags.RedPaletteColorLookupTableDescriptor, Vr.US, Words(256, 0, 16)).Set(Tags.RedPaletteColorLookupTableData, Vr.OW, red)
            .Set(Tags.GreenPaletteColorLookupTableDescriptor, Vr.US, Words(256, 0, 16)).Set(Tags.GreenPaletteColorLookupTableData, Vr.OW, new byte[512])
            .Set(Tags.BluePaletteColorLookupTableDescriptor, Vr.US, Words(256, 0, 16)).Set(Tags.BluePaletteColorLookupTableData, Vr.OW, blue);

        Picture picture = Present(state, image);
        Assert.True(picture.IsColour);
        Assert.Equal(Enumerable.Range(0, Side * Side).SelectMany(i => (byte[])[(byte)(4 * i), 0, (byte)(255 - (4 * i))]), picture.Samples);
    }

    [Fact]
    public void Text_stands_upright_in_its_box_and_a_line_leads_to_its_anchor()
    {
        Dataset image = Ramp();
        Dataset text = new Dataset().Set(Tags.UnformattedTextValue, "I").Set(Tags.BoundingBoxAnnotationUnits, "DISPLAY").Set(Tags.BoundingBoxTopLeftHandCorner, Vr.FL, Floats(0.1f, 0.1f))
            .Set(Tags.BoundingBoxBottomRightHandCorner, Vr.FL, Floats(0.9f, 0.4f)).Set(Tags.AnchorPointAnnotationUnits, "DISPLAY").Set(Tags.AnchorPoint, Vr.FL, Floats(0.5f, 0.95f)).Set(Tags.AnchorPointVisibility, "Y");
        Dataset state = State(image).SetItems(Tags.GraphicAnnotationSequence, new Dataset().Set(Tags.GraphicLayer, "L").SetItems(Tags.TextObjectSequence, text));
        RenderOptions large = RenderOptions.Default with { Size = new PictureSize(64, 64) };
        Picture without = Present(State(image), image, large), with = Present(state, image, large);

        // The letter's stem from row 8 on (its first two rows are for accents), and the anchor near the bottom.
        Assert.Equal(255, At(with, 8, 10));
        Assert.Equal(255, At(with, 8, 14));
        Assert.Equal(255, At(with, 32, 60));
        Assert.NotEqual(255, At(without, 32, 60));
        state.Set(Tags.ImageRotation, 180);
        Picture turned = Present(state, image, large);
        Assert.Equal(255, At(turned, 32, 3));
    }

    [Fact]
    public void A_presentation_table_comes_last()
    {
        Dataset image = Ramp();
        Dataset table = new Dataset().Set(Tags.LUTDescriptor, Vr.US, Words(256, 0, 8)).Set(Tags.LUTData, Vr.OW, (byte[])[.. Enumerable.Range(0, 256).SelectMany(i => (byte[])[(byte)(255 - i), 0])]);
        Dataset state = State(image).SetItems(Tags.PresentationLUTSequence, table);

        Assert.Equal(Enumerable.Range(0, Side * Side).Select(i => (byte)(255 - (4 * i))), Present(state, image).Samples);
    }

    [Theory]
    [InlineData(0, "N", 0, 1)]
    [InlineData(90, "N", 56, 48)]
    [InlineData(180, "N", 63, 62)]
    [InlineData(270, "N", 7, 15)]
    [InlineData(0, "Y", 7, 6)]
    [InlineData(90, "Y", 0, 8)]
    public void Pictures_are_turned_clockwise_and_then_mirrored(int rotation, string flip, int first, int second)
    {
        Dataset image = Ramp();
        Picture picture = Present(State(image).Set(Tags.ImageRotation, rotation).Set(Tags.ImageHorizontalFlip, flip), image);

        Assert.Equal([(byte)(4 * first), (byte)(4 * second)], picture.Samples[..2]);
    }

    [Fact]
    public void The_displayed_area_and_graphics_are_of_the_frame()
    {
        Dataset image = Ramp();
        Dataset area = new Dataset().Set(Tags.DisplayedAreaTopLeftHandCorner, Vr.SL, Longs(3, 2)).Set(Tags.DisplayedAreaBottomRightHandCorner, Vr.SL, Longs(6, 4));
        Dataset line = new Dataset().Set(Tags.GraphicAnnotationUnits, "PIXEL").Set(Tags.GraphicType, "POLYLINE").Set(Tags.GraphicData, Vr.FL, Longs([.. ((float[])[2.5f, 1.5f, 5.5f, 1.5f]).Select(BitConverter.SingleToInt32Bits)]));
        Dataset state = State(image).SetItems(Tags.DisplayedAreaSelectionSequence, area)
            .SetItems(Tags.GraphicAnnotationSequence, new Dataset().Set(Tags.GraphicLayer, "A").SetItems(Tags.GraphicObjectSequence, line));
        Picture picture = Present(state, image);

        Assert.Equal((4, 3), (picture.Width, picture.Height));
        Assert.Equal([255, 255, 255, 255, (byte)(4 * 18)], picture.Samples[..5]);
    }

    [Fact]
    public void A_state_of_another_instance_is_refused()
    {
        Dataset image = Ramp(), other = Ramp();
        ImagingError? error = PresentationState.Apply(State(other), image, Description(image), 1, RenderOptions.Default, out _, out _);

        Assert.Equal(ImagingErrorKind.Unsupported, error?.Kind);
    }

    [Fact]
    public void A_supplemental_palette_colours_values_from_its_first_on()
    {
        Dataset image = Ramp().Set(Tags.PixelPresentation, "COLOR");
        foreach ((DicomTag descriptor, DicomTag data, byte level) in (ReadOnlySpan<(DicomTag, DicomTag, byte)>)
            [(Tags.RedPaletteColorLookupTableDescriptor, Tags.RedPaletteColorLookupTableData, 200), (Tags.GreenPaletteColorLookupTableDescriptor, Tags.GreenPaletteColorLookupTableData, 100),
             (Tags.BluePaletteColorLookupTableDescriptor, Tags.BluePaletteColorLookupTableData, 50)])
        {
            image.Set(descriptor, Vr.US, Words(2, 32, 16)).Set(data, Vr.OW, (byte[])[0, level, 0, level]);
        }

        Picture picture = Render(image, RenderOptions.Default);
        Assert.True(picture.IsColour);
        Assert.Equal(picture.Samples[3], picture.Samples[5]);
        Assert.Equal([200, 100, 50], picture.Samples[(3 * 8)..(3 * 9)]);
    }

    private static byte[] Words(params ushort[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Longs(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte At(Picture picture, int x, int y) => picture.Samples[(y * picture.Width) + x];

    /// <summary>8 by 8 stored values of 8 bits: 0, 4, 8 and so on.</summary>
    private static Dataset Ramp()
    {
        Dataset dataset = DatasetBuilder.Ct(Side, Side).Set(Tags.BitsAllocated, 8).Set(Tags.BitsStored, 8).Set(Tags.HighBit, 7).Set(Tags.PixelRepresentation, 0)
            .Set(Tags.PixelData, Vr.OB, (byte[])[.. Enumerable.Range(0, Side * Side).Select(i => (byte)(4 * i))]);
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[Tags.WindowCenter, Tags.WindowWidth, Tags.RescaleSlope, Tags.RescaleIntercept, Tags.PixelPaddingValue])
        {
            dataset.Remove(tag);
        }

        return dataset;
    }

    private static Dataset State(Dataset image) => new Dataset()
        .Set(Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.11.1").Set(Tags.SOPInstanceUID, DicomUid.New())
        .SetItems(Tags.ReferencedSeriesSequence, new Dataset().SetItems(
            Tags.ReferencedImageSequence, new Dataset().Set(Tags.ReferencedSOPInstanceUID, image.GetString(Tags.SOPInstanceUID)!)));

    private static PixelDescription Description(Dataset image)
    {
        Assert.Null(PixelDescription.Read(image, out PixelDescription description));
        return description;
    }

    private static Picture Present(Dataset state, Dataset image, RenderOptions? options = null)
    {
        Assert.Null(PresentationState.Apply(state, image, Description(image), 1, options ?? RenderOptions.Default, out Dataset presented, out RenderOptions how));
        return Render(presented, how);
    }

    private static Picture Render(Dataset dataset, RenderOptions options)
    {
        Assert.Null(PixelFrames.Open(dataset, TransferSyntax.ExplicitVrLittleEndian, out PixelFrames frames));
        Assert.Null(FrameRenderer.Render(dataset, frames, 1, options, out Picture picture));
        return picture;
    }
}
