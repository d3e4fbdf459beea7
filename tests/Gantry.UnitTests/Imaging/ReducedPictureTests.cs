using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Rendering;
using Gantry.Imaging.Transcoding;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Imaging;

/// <summary>Pictures that are made of frames decoded at a part of their size, beside those of the whole frame that are brought to size afterwards.</summary>
public sealed class ReducedPictureTests
{
    private const int Columns = 203, Rows = 150;

    public static TheoryData<string> Syntaxes =>
    [
        TransferSyntax.ExplicitVrLittleEndian.Uid, TransferSyntax.RleLossless.Uid, TransferSyntax.JpegExtended.Uid, TransferSyntax.JpegLosslessSv1.Uid, TransferSyntax.JpegLsLossless.Uid,
        TransferSyntax.Jpeg2000Lossless.Uid, TransferSyntax.Jpeg2000.Uid, TransferSyntax.HtJ2kLossless.Uid, TransferSyntax.HtJ2kLosslessRpcl.Uid, TransferSyntax.DeflatedImageFrame.Uid,
    ];

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public void They_are_what_the_whole_frame_gives(string uid)
    {
        TransferSyntax syntax = TransferSyntax.FromUid(uid);
        Assert.Null(Transcoder.Transcode(Smooth(), TransferSyntax.ExplicitVrLittleEndian, syntax, new TranscodeOptions(), out Dataset dataset));
        RenderOptions window = RenderOptions.Default with { Window = new(2000, 3000) };

        // Halves, quarters and eighths of the size, and what lies between.
        foreach ((int size, int worst) in (ReadOnlySpan<(int, int)>)[(150, 0), (102, 3), (80, 3), (51, 5), (30, 6), (25, 6)])
        {
            RenderOptions small = window with { Size = new PictureSize(size, size) };
            Assert.InRange(Worst(dataset, syntax, small), 0, worst);
            Assert.InRange(Worst(dataset, syntax, small with { Turn = new QuarterTurn(1, true), PixelAspect = 1.5 }), 0, worst);
            Assert.InRange(Worst(dataset, syntax, small with { Region = new PictureRegion(13, 9, 150, 120), Size = new PictureSize(60, 60) }), 0, 4);
        }
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.4.50")]
    [InlineData("1.2.840.10008.1.2.4.90")]
    public void Colours_too(string uid)
    {
        TransferSyntax syntax = TransferSyntax.FromUid(uid);
        byte[] rgb = [.. Enumerable.Range(0, Columns * Rows).SelectMany(i => (byte[])[(byte)(i % Columns), (byte)(i / Columns), (byte)(210 - (i % Columns))])];
        Dataset colour = Clean().Set(Tags.SamplesPerPixel, 3).Set(Tags.PhotometricInterpretation, "RGB").Set(Tags.PlanarConfiguration, 0)
            .Set(Tags.BitsAllocated, 8).Set(Tags.BitsStored, 8).Set(Tags.HighBit, 7).Set(Tags.PixelData, Vr.OB, rgb.Length % 2 == 0 ? rgb : [.. rgb, 0]);
        Assert.Null(Transcoder.Transcode(colour, TransferSyntax.ExplicitVrLittleEndian, syntax, new TranscodeOptions { Quality = 95 }, out Dataset dataset));

        Assert.InRange(Worst(dataset, syntax, RenderOptions.Default with { Size = new PictureSize(60, 60) }), 0, 4);
    }

    [Fact]
    public void Means_are_of_stored_values_whatever_lies_around_them()
    {
        // Ten bits, signed, from bit 1 to 10: -512, 511, -1 and 3, with what does not belong to them.
        ushort[] words = [.. ((int[])[-512, 511, -1, 3, 7, 7]).Select(v => (ushort)(((v & 0x3FF) << 1) | 0xA801))];
        PixelDescription description = new()
        {
            Rows = 2, Columns = 3, Samples = 1, BitsAllocated = 16, BitsStored = 10, HighBit = 10, IsSigned = true, Photometric = "MONOCHROME2",
        };
        byte[] cells = [.. words.SelectMany(BitConverter.GetBytes)];
        PixelDescription half = CellMeans.Halve(cells, description, cells);

        Assert.Equal((1, 2, 9), (half.Rows, half.Columns, half.HighBit));
        Assert.Equal([(-512 + 511 + 3 + 7 + 2) >> 2, (-1 + 7 + -1 + 7 + 2) >> 2], new[] { 0, 1 }.Select(i => (int)CellReader.Stored(CellReader.Raw(cells, 2, i), half)));
    }

    [Fact]
    public void Vectors_and_single_values_give_the_same_means()
    {
        Random random = new(7);
        foreach ((int bits, int high, bool isSigned) in (ReadOnlySpan<(int, int, bool)>)[(16, 15, false), (16, 15, true), (12, 11, true), (12, 15, false), (9, 12, true)])
        {
            PixelDescription description = new()
            {
                Rows = 5, Columns = 67, Samples = 1, BitsAllocated = 16, BitsStored = bits, HighBit = high, IsSigned = isSigned, Photometric = "MONOCHROME2",
            };
            byte[] cells = new byte[description.FrameBytes], half = new byte[description.FrameBytes];
            random.NextBytes(cells);
            long Value(int x, int y) => CellReader.Stored(CellReader.Raw(cells, 2, (Math.Min(y, 4) * 67) + Math.Min(x, 66)), description);
            PixelDescription halved = CellMeans.Halve(cells, description, half);
            for (int i = 0; i < 34 * 3; i++)
            {
                (int x, int y) = (2 * (i % 34), 2 * (i / 34));
                Assert.Equal((Value(x, y) + Value(x + 1, y) + Value(x, y + 1) + Value(x + 1, y + 1) + 2) >> 2, CellReader.Stored(CellReader.Raw(half, 2, i), halved));
            }
        }
    }

    [Fact]
    public void Every_pixel_counts_where_means_would_not_do()
    {
        RenderOptions small = RenderOptions.Default with { Size = new PictureSize(50, 50) }, windowed = small with { Window = new(2000, 3000) };
        Dataset overlay = Smooth().Set(new DicomTag(0x6000, 0x0010), Vr.US, "8").Set(new DicomTag(0x6000, 0x0011), Vr.US, "8").Set(new DicomTag(0x6000, 0x3000), Vr.OW, new byte[8]);
        foreach ((string name, Dataset dataset, RenderOptions options, bool isReduced) in (IEnumerable<(string, Dataset, RenderOptions, bool)>)
        [
            ("a window", Smooth(), windowed, true), ("no window", Smooth(), small, false), ("an overlay", overlay, windowed, false), ("an overlay not shown", overlay, windowed with { ShowsOverlays = false }, true),
            ("black padding", Smooth().Set(Tags.PixelPaddingValue, 0), windowed, true), ("bright padding", Smooth().Set(Tags.PixelPaddingValue, 4095), windowed, false),
            ("padding turned bright", Smooth().Set(Tags.PixelPaddingValue, 0).Set(Tags.PhotometricInterpretation, "MONOCHROME1"), windowed, false),
            ("a shutter", Smooth().Set(Tags.ShutterShape, "CIRCULAR"), windowed, false), ("a palette", Smooth().Set(Tags.RedPaletteColorLookupTableDescriptor, Vr.US, new byte[6]), windowed, false),
        ])
        {
            Assert.Null(PixelDescription.Read(dataset, out PixelDescription description));
            int levels = ReducedDecoding.Levels(dataset, description, 1, options, new PictureRegion(0, 0, Columns, Rows), new PictureSize(50, 37));
            Assert.True(levels == (isReduced ? 2 : 0), $"{name}: {levels}");
        }
    }

    /// <summary>The CT of the corpus in every transfer syntax, with real noise and edges and its own window, at the sizes of lists.</summary>
    [CorpusFact]
    public void Thumbnails_of_a_real_slice_are_close_in_every_transfer_syntax()
    {
        CorpusFile[] files = [.. Corpus.Files.Where(f => f.Path.Contains("/CTImage.dcm_", StringComparison.Ordinal))];
        Assert.True(files.Length > 10);
        foreach (CorpusFile file in files)
        {
            DicomFile read = DicomFile.Read(file.ReadAllBytes());
            Assert.Null(PixelFrames.Open(read.Dataset, read.TransferSyntax, out PixelFrames frames));
            Assert.Null(FrameRenderer.Render(read.Dataset, frames, 1, RenderOptions.Default, out Picture whole));
            foreach (int size in (ReadOnlySpan<int>)[256, 128])
            {
                int[] apart = Apart(read.Dataset, frames, RenderOptions.Default with { Size = new PictureSize(size, size) }, whole);
                Array.Sort(apart);
                (double mean, int most) = (apart.Average(), apart[apart.Length * 95 / 100]);
                Assert.True(mean < 5 && most <= 25, $"{file.Path} at {size}: {mean:F2} in the mean, {most} of 95 in 100, {apart[^1]} at worst");
            }
        }
    }

    private static int Worst(Dataset dataset, TransferSyntax syntax, RenderOptions options)
    {
        Assert.Null(PixelFrames.Open(dataset, syntax, out PixelFrames frames));
        Assert.Null(FrameRenderer.Render(dataset, frames, 1, options with { Size = null }, out Picture whole));
        return Apart(dataset, frames, options, whole).Max();
    }

    private static int[] Apart(Dataset dataset, PixelFrames frames, RenderOptions options, Picture whole)
    {
        Assert.Null(FrameRenderer.Render(dataset, frames, 1, options, out Picture small));
        Picture expected = Resampler.Resize(whole, new PictureArea(0, 0, whole.Width, whole.Height), small.Width, small.Height);
        return [.. small.Samples.Zip(expected.Samples, (a, b) => Math.Abs(a - b))];
    }

    private static Dataset Clean()
    {
        Dataset dataset = DatasetBuilder.Ct(Rows, Columns).Set(Tags.PixelRepresentation, 0);
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[Tags.WindowCenter, Tags.WindowWidth, Tags.RescaleSlope, Tags.RescaleIntercept, Tags.PixelPaddingValue])
        {
            dataset.Remove(tag);
        }

        return dataset;
    }

    /// <summary>Waves of 12 bits.</summary>
    private static Dataset Smooth()
    {
        byte[] cells = [.. Enumerable.Range(0, Columns * Rows).SelectMany(i => BitConverter.GetBytes((ushort)((Math.Sin(i % Columns / 40.0) + Math.Cos(i / Columns / 45.0) + 2) / 4 * 4095)))];
        return Clean().Set(Tags.BitsStored, 12).Set(Tags.HighBit, 11).Set(Tags.PixelData, Vr.OW, cells);
    }
}
