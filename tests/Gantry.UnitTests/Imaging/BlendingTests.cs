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

/// <summary>Blending softcopy presentation states: a ramp of 4 by 4 below, something of 2 by 2 in the same place above.</summary>
public sealed class BlendingTests
{
    private static readonly byte[] Ramp = [.. Enumerable.Range(0, 16).Select(i => (byte)(16 * i))];
    private static readonly string Space = DicomUid.New();

    [Theory]
    [InlineData(0f)]
    [InlineData(0.25f)]
    [InlineData(1f)]
    public void Colours_lie_over_greys_by_their_opacity(float opacity)
    {
        Dataset below = Image(4, 1, Ramp), above = Image(2, 2, [200, 200, 200, 200], "0.5", "0.5");
        Picture picture = Render(State(below, above, opacity), below, above);

        // The palette is red with a third of it in blue.
        Assert.True(picture.IsColour);
        Assert.Equal(Ramp.SelectMany(v => new[] { 200, 0, 67 }.Select(c => (byte)((opacity * c) + ((1 - opacity) * v) + 0.5))), picture.Samples);
    }

    [Fact]
    public void Pixels_meet_by_their_place_and_beyond_the_edge_is_what_lies_below()
    {
        // Its pixels are 2 mm wide, the first one's middle lies between the ramp's columns 2 and 3: it covers 1.5 to 5.5 mm.
        Dataset below = Image(4, 1, Ramp), above = Image(2, 2, [255, 255, 255, 255], "2.5", "0.5");
        Picture picture = Render(State(below, above, 1), below, above);
        Assert.Equal([0, 0, 0, 16, 16, 16, 255, 0, 85, 255, 0, 85], picture.Samples[..12]);

        // Turned by a quarter within the plane: its rows run down the patient's y axis.
        Dataset turned = Image(2, 2, [0, 0, 240, 240], "0.5", "0.5").Set(Tags.ImageOrientationPatient, "0", "1", "0", "1", "0", "0");
        byte[] reds = [.. Render(State(below, turned, 1), below, turned).Samples.Where((_, i) => i % 3 == 0)];
        Assert.Equal(reds[..4], reds[12..]);
        Assert.Equal([0, 60, 180, 240], reds[..4]);
    }

    [Fact]
    public void What_the_state_says_of_display_holds_for_the_picture()
    {
        Dataset below = Image(4, 1, Ramp), above = Image(2, 2, [0, 0, 0, 0], "0.5", "0.5");
        Dataset state = State(below, above, 0).Set(Tags.ImageRotation, 180).Set(Tags.ImageHorizontalFlip, "N");
        Assert.Equal(Ramp.Reverse(), Render(state, below, above).Samples.Where((_, i) => i % 3 == 0));
        Dataset windowed = State(below, above, 0, new Dataset().Set(Tags.WindowCenter, "64").Set(Tags.WindowWidth, "1"));
        Assert.Equal(Ramp.Select(v => v >= 64 ? (byte)255 : (byte)0), Render(windowed, below, above).Samples.Where((_, i) => i % 3 == 0));
    }

    [Fact]
    public void What_is_not_supported_is_named()
    {
        Dataset below = Image(4, 1, Ramp), above = Image(2, 2, [1, 2, 3, 4], "0.5", "0.5");
        Dataset good = State(below, above, 0.5f);
        Assert.Null(BlendingState.Read(good, out BlendingState blending));
        foreach ((string word, Action<Dataset> spoil) in (IEnumerable<(string, Action<Dataset>)>)
        [
            ("Registration", s => s.SetItems(Tags.ReferencedSpatialRegistrationSequence, new Dataset())), ("Relative Opacity", s => s.Remove(Tags.RelativeOpacity)),
            ("palette", s => s.Remove(Tags.RedPaletteColorLookupTableData)), ("underlying", s => s.Remove(Tags.BlendingSequence)),
        ])
        {
            Dataset bad = State(below, above, 0.5f);
            spoil(bad);
            Assert.Contains(word, BlendingState.Read(bad, out _)?.ToString(), StringComparison.Ordinal);
        }

        foreach (Action<Dataset> move in (Action<Dataset>[])
        [
            d => d.Set(Tags.FrameOfReferenceUID, DicomUid.New()), d => d.Set(Tags.ImagePositionPatient, "0.5", "0.5", "3"), d => d.Set(Tags.ImageOrientationPatient, "1", "0", "0", "0", "0", "1"),
            d => d.Remove(Tags.PixelSpacing),
        ])
        {
            Dataset moved = [.. above];
            move(moved);
            Assert.Equal(ImagingErrorKind.Unsupported, BlendedRenderer.Render(blending, Opened(below), Opened(moved), RenderOptions.Default, out _)?.Kind);
        }

        Dataset other = Image(4, 1, Ramp);
        Assert.Equal(ImagingErrorKind.Unsupported, BlendedRenderer.Render(blending, Opened(other), Opened(above), RenderOptions.Default, out _)?.Kind);
    }

    [Fact]
    public void Interpolated_curves_go_through_their_points_and_stay_near_them()
    {
        (double X, double Y)[] line = GraphicCurve.Through([(0, 0), (10, 5), (20, 10), (30, 15)]);
        Assert.All(line, p => Assert.Equal(p.X / 2, p.Y, 6));
        (double X, double Y)[] points = [.. Enumerable.Range(0, 9).Select(i => (Math.Cos(i % 8 * Math.PI / 4), Math.Sin(i % 8 * Math.PI / 4)))];
        (double X, double Y)[] circle = GraphicCurve.Through(points);
        Assert.All(points, p => Assert.Contains(p, circle));
        Assert.All(circle, p => Assert.InRange(Math.Sqrt((p.X * p.X) + (p.Y * p.Y)), 0.98, 1.01));
    }

    private static Picture Render(Dataset state, Dataset below, Dataset above)
    {
        Assert.Null(BlendingState.Read(state, out BlendingState blending));
        Assert.Null(BlendedRenderer.Render(blending, Opened(below), Opened(above), RenderOptions.Default, out Picture picture));
        return picture;
    }

    private static BlendedImage Opened(Dataset image)
    {
        Assert.Null(PixelFrames.Open(image, TransferSyntax.ExplicitVrLittleEndian, out PixelFrames frames));
        return new BlendedImage(image, frames, 1);
    }

    private static Dataset Image(int side, double spacingMm, byte[] values, string x = "0", string y = "0")
    {
        Dataset dataset = DatasetBuilder.Ct(side, side).Set(Tags.BitsAllocated, 8).Set(Tags.BitsStored, 8).Set(Tags.HighBit, 7).Set(Tags.PixelRepresentation, 0).Set(Tags.PixelData, Vr.OB, values)
            .Set(Tags.FrameOfReferenceUID, Space).Set(Tags.PixelSpacing, $"{spacingMm}", $"{spacingMm}").Set(Tags.ImagePositionPatient, x, y, "1").Set(Tags.SliceThickness, "1.5");
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[Tags.WindowCenter, Tags.WindowWidth, Tags.RescaleSlope, Tags.RescaleIntercept, Tags.PixelPaddingValue])
        {
            dataset.Remove(tag);
        }

        return dataset;
    }

    private static Dataset State(Dataset below, Dataset above, float opacity, Dataset? window = null)
    {
        Dataset underlying = Item("UNDERLYING", below);
        if (window is not null)
        {
            underlying.SetItems(Tags.SoftcopyVOILUTSequence, window);
        }

        byte[] Table(int of) => [.. Enumerable.Range(0, 256).SelectMany(i => BitConverter.GetBytes((ushort)(257 * ((i + (of / 2)) / of))))];
        byte[] descriptor = [0, 1, 0, 0, 16, 0];
        return new Dataset().Set(Tags.SOPClassUID, BlendingState.SopClassUid).Set(Tags.SOPInstanceUID, DicomUid.New()).SetItems(Tags.BlendingSequence, underlying, Item("SUPERIMPOSED", above))
            .Set(Tags.RelativeOpacity, Vr.FL, BitConverter.GetBytes(opacity))
            .Set(Tags.RedPaletteColorLookupTableDescriptor, Vr.US, descriptor).Set(Tags.RedPaletteColorLookupTableData, Vr.OW, Table(1))
            .Set(Tags.GreenPaletteColorLookupTableDescriptor, Vr.US, descriptor).Set(Tags.GreenPaletteColorLookupTableData, Vr.OW, new byte[512])
            .Set(Tags.BluePaletteColorLookupTableDescriptor, Vr.US, descriptor).Set(Tags.BluePaletteColorLookupTableData, Vr.OW, Table(3));
    }

    private static Dataset Item(string position, Dataset image) => new Dataset().Set(Tags.BlendingPosition, position).Set(Tags.StudyInstanceUID, image.GetString(Tags.StudyInstanceUID)!)
        .SetItems(Tags.ReferencedSeriesSequence, new Dataset().Set(Tags.SeriesInstanceUID, image.GetString(Tags.SeriesInstanceUID)!).SetItems(
            Tags.ReferencedImageSequence, new Dataset().Set(Tags.ReferencedSOPClassUID, image.GetString(Tags.SOPClassUID)!).Set(Tags.ReferencedSOPInstanceUID, image.GetString(Tags.SOPInstanceUID)!)));
}
