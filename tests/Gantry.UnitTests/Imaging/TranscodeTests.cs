using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Transcoding;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Imaging;

public sealed class TranscodeTests
{
    private static readonly TransferSyntax[] Lossless =
    [
        TransferSyntax.RleLossless, TransferSyntax.JpegLossless, TransferSyntax.JpegLosslessSv1, TransferSyntax.JpegLsLossless, TransferSyntax.Jpeg2000Lossless,
        TransferSyntax.HtJ2kLossless, TransferSyntax.HtJ2kLosslessRpcl, TransferSyntax.DeflatedImageFrame, TransferSyntax.EncapsulatedUncompressed,
    ];

    public static TheoryData<string> LosslessUids => new(Lossless.Select(s => s.Uid));

    public static TheoryData<string> LossyUids => new(
        TransferSyntax.JpegBaseline.Uid, TransferSyntax.JpegLsNearLossless.Uid, TransferSyntax.Jpeg2000.Uid);

    [Theory]
    [MemberData(nameof(LosslessUids))]
    public void Lossless_and_back_is_the_same_file(string uid)
    {
        TransferSyntax to = TransferSyntax.FromUid(uid);
        foreach (Dataset original in (Dataset[])[DatasetBuilder.Ct(33, 17), Signed(), Colour(planar: false), Colour(planar: true)])
        {
            Dataset packed = ThroughFile(Transcoded(original, TransferSyntax.ExplicitVrLittleEndian, to), to);
            Dataset back = Transcoded(packed, to, TransferSyntax.ExplicitVrLittleEndian);
            Assert.Equal(Cells(original, TransferSyntax.ExplicitVrLittleEndian, out _), Cells(back, TransferSyntax.ExplicitVrLittleEndian, out _));
            Assert.Equal(original.GetString(Tags.SOPInstanceUID), back.GetString(Tags.SOPInstanceUID));
            Assert.Equal(original.GetString(Tags.PhotometricInterpretation), back.GetString(Tags.PhotometricInterpretation));
            Assert.False(back.Contains(Tags.LossyImageCompression));
        }
    }

    [Fact]
    public void What_was_lost_before_is_told_of_when_the_syntax_no_longer_shows_it()
    {
        Dataset packed = Transcoded(Colour(planar: false), TransferSyntax.ExplicitVrLittleEndian, TransferSyntax.JpegBaseline);
        packed.Remove(Tags.LossyImageCompression);
        packed.Remove(Tags.LossyImageCompressionRatio);
        packed.Remove(Tags.LossyImageCompressionMethod);
        string? uid = packed.GetString(Tags.SOPInstanceUID);

        Dataset back = Transcoded(packed, TransferSyntax.JpegBaseline, TransferSyntax.ExplicitVrLittleEndian);

        Assert.Equal("01", back.GetString(Tags.LossyImageCompression));
        Assert.Equal("ISO_10918_1", back.GetString(Tags.LossyImageCompressionMethod));
        Assert.True(back.GetNumber(Tags.LossyImageCompressionRatio) > 0);
        Assert.Equal(uid, back.GetString(Tags.SOPInstanceUID));
    }

    [Theory]
    [MemberData(nameof(LossyUids))]
    public void Lossy_says_so_and_is_another_instance(string uid)
    {
        TransferSyntax to = TransferSyntax.FromUid(uid);
        Dataset original = Colour(planar: true).Set(Tags.LargestImagePixelValue, 255);
        Dataset packed = ThroughFile(Transcoded(original, TransferSyntax.ExplicitVrLittleEndian, to), to);
        Assert.NotEqual(original.GetString(Tags.SOPInstanceUID), packed.GetString(Tags.SOPInstanceUID));
        Assert.Equal(original.GetString(Tags.SOPInstanceUID), packed.GetItems(Tags.SourceImageSequence)[0].GetString(Tags.ReferencedSOPInstanceUID));
        Assert.Equal("01", packed.GetString(Tags.LossyImageCompression));
        Assert.True(packed.GetNumber(Tags.LossyImageCompressionRatio) > 1);
        Assert.StartsWith("ISO_1", packed.GetString(Tags.LossyImageCompressionMethod), StringComparison.Ordinal);
        Assert.Equal("DERIVED", packed.GetString(Tags.ImageType));
        Assert.Equal("113040", packed.GetItems(Tags.DerivationCodeSequence)[0].GetString(Tags.CodeValue));
        Assert.False(packed.Contains(Tags.LargestImagePixelValue));
        Assert.Equal(0, packed.GetInteger(Tags.PlanarConfiguration));

        Dataset back = Transcoded(packed, to, TransferSyntax.ExplicitVrLittleEndian);
        Assert.Equal("01", back.GetString(Tags.LossyImageCompression));
        if (back.GetString(Tags.PhotometricInterpretation) == "RGB")
        {
            byte[] before = Cells(original, TransferSyntax.ExplicitVrLittleEndian, out _), after = Cells(back, TransferSyntax.ExplicitVrLittleEndian, out _);
            Assert.True(before.Zip(after, (a, b) => Math.Abs(a - b)).Average() < 4);
        }
    }

    [Fact]
    public void Overlay_bits_in_the_cells_survive()
    {
        Dataset original = DatasetBuilder.Ct(8, 8);
        byte[] pixels = original.First(e => e.Tag == Tags.PixelData).Value.ToArray();
        pixels[1] |= 0x80;
        original.Set(Tags.PixelData, Vr.OW, pixels);
        foreach (TransferSyntax to in Lossless)
        {
            Dataset back = Transcoded(Transcoded(original, TransferSyntax.ExplicitVrLittleEndian, to), to, TransferSyntax.ImplicitVrLittleEndian);
            Assert.Equal(pixels, back.First(e => e.Tag == Tags.PixelData).Value.ToArray());
        }
    }

    [Fact]
    public void What_a_syntax_cannot_hold_is_refused_with_the_frame()
    {
        ImagingError? error = Transcoder.Transcode(DatasetBuilder.Ct(8, 8), TransferSyntax.ExplicitVrLittleEndian, TransferSyntax.JpegBaseline, TranscodeOptions.Default, out _);
        Assert.Equal((ImagingErrorKind.Unsupported, 1), (error!.Kind, error.Frame));
        error = Transcoder.Transcode(DatasetBuilder.Ct(8, 8), TransferSyntax.ExplicitVrLittleEndian, TransferSyntax.JpegXl, TranscodeOptions.Default, out _);
        Assert.Contains("no encoder", error!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.90", true)]
    [InlineData("1.2.840.10008.1.2.4.201", true)]
    [InlineData("1.2.840.10008.1.2.8.1", true)]
    [InlineData("1.2.840.10008.1.2.1.98", true)]
    [InlineData("1.2.840.10008.1.2.5", false)]
    [InlineData("1.2.840.10008.1.2.4.80", false)]
    [InlineData("1.2.840.10008.1.2.4.70", false)]
    public void One_bit_goes_where_the_standard_has_a_place_for_it(string uid, bool isHeld)
    {
        byte[] bits = new byte[3 * 8 * 24 / 8];
        new Random(1).NextBytes(bits);
        Dataset mask = DatasetBuilder.Ct(8, 24).Set(Tags.NumberOfFrames, 3).Set(Tags.BitsAllocated, 1).Set(Tags.BitsStored, 1).Set(Tags.HighBit, 0).Set(Tags.PixelData, Vr.OB, bits);
        TransferSyntax to = TransferSyntax.FromUid(uid);
        ImagingError? error = Transcoder.Transcode(mask, TransferSyntax.ExplicitVrLittleEndian, to, TranscodeOptions.Default, out Dataset made);
        Assert.Equal(isHeld ? null : ImagingErrorKind.Unsupported, error?.Kind);
        if (isHeld)
        {
            Assert.True(Transcoded(ThroughFile(made, to), to, TransferSyntax.ExplicitVrLittleEndian).TryGet(Tags.PixelData, out Element again) && again.Value.Span.SequenceEqual(bits));
        }
    }

    [Fact]
    public void A_few_bytes_that_are_many_frames_are_not_for_memory()
    {
        Dataset cine = DatasetBuilder.Ct(512, 512).Set(Tags.NumberOfFrames, 2000);
        cine.Remove(Tags.PixelData);
        cine.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OB, Fragments = [default, new byte[100]] });
        Assert.True(Transcoder.BecomesLarge(cine, TransferSyntax.RleLossless, TransferSyntax.ExplicitVrLittleEndian));
        Assert.True(Transcoder.BecomesLarge(cine, TransferSyntax.RleLossless, TransferSyntax.JpegLsLossless));
        Assert.False(Transcoder.BecomesLarge(cine, TransferSyntax.RleLossless, TransferSyntax.RleLossless));
        Assert.False(Transcoder.BecomesLarge(cine.Set(Tags.NumberOfFrames, 2), TransferSyntax.RleLossless, TransferSyntax.JpegLsLossless));
    }

    private static Dataset Transcoded(Dataset dataset, TransferSyntax from, TransferSyntax to)
    {
        ImagingError? error = Transcoder.Transcode(dataset, from, to, TranscodeOptions.Default, out Dataset result);
        Assert.True(error is null, $"{from} to {to}: {error}");
        return result;
    }

    private static Dataset ThroughFile(Dataset dataset, TransferSyntax syntax)
    {
        DicomFile file = DicomFile.Read(DatasetBuilder.EncodeFile(dataset, syntax));
        Assert.Null(file.Error);
        return file.Dataset;
    }

    private static byte[] Cells(Dataset dataset, TransferSyntax syntax, out PixelDescription decoded)
    {
        Assert.Null(PixelFrames.Open(dataset, syntax, out PixelFrames frames));
        Assert.Null(frames.Decode(1, out byte[] cells, out decoded));
        return cells;
    }

    private static Dataset Signed()
    {
        Dataset dataset = DatasetBuilder.Ct(9, 21);
        byte[] pixels = new byte[2 * 9 * 21];
        for (int i = 0; i < pixels.Length / 2; i++)
        {
            BitConverter.TryWriteBytes(pixels.AsSpan(2 * i), (short)((i * 700) - 30000));
        }

        return dataset.Set(Tags.BitsStored, 16).Set(Tags.HighBit, 15).Set(Tags.PixelRepresentation, 1).Set(Tags.PixelData, Vr.OW, pixels);
    }

    /// <summary>Three frames of a smooth picture.</summary>
    private static Dataset Colour(bool planar)
    {
        const int Rows = 40, Columns = 30, Frames = 3;
        byte[] pixels = new byte[Rows * Columns * 3 * Frames];
        for (int frame = 0; frame < Frames; frame++)
        {
            for (int i = 0; i < Rows * Columns; i++)
            {
                for (int c = 0; c < 3; c++)
                {
                    int at = planar ? (c * Rows * Columns) + i : (3 * i) + c;
                    pixels[(frame * Rows * Columns * 3) + at] = (byte)((c * 60) + (i / Columns * 2) + (i % Columns) + frame);
                }
            }
        }

        return DatasetBuilder.Ct(Rows, Columns).Set(Tags.SamplesPerPixel, 3).Set(Tags.PhotometricInterpretation, "RGB").Set(Tags.PlanarConfiguration, planar ? 1 : 0)
            .Set(Tags.NumberOfFrames, Frames).Set(Tags.BitsAllocated, 8).Set(Tags.BitsStored, 8).Set(Tags.HighBit, 7).Set(Tags.PixelData, Vr.OB, pixels);
    }
}
