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

public sealed class FileTranscodeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-frames").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The way of large files and that of small ones give the same data set.</summary>
    [Theory]
    [InlineData("1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.5", "1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.90")]
    public void Frames_that_stay_on_disk_become_the_same(string first, string second)
    {
        Dataset original = Frames(7);
        string native = Write("native.dcm", DatasetBuilder.EncodeFile(original));
        string packed = Run(native, first, "packed.dcm"), back = Run(packed, second, "back.dcm");
        DicomFile read = DicomFile.Read(File.ReadAllBytes(back));
        Assert.Null(read.Error);
        Assert.Equal(second, read.TransferSyntax.Uid);
        Assert.True(read.Dataset.Contains(new DicomTag(0x7FE1_1001)));
        Assert.Null(PixelFrames.Open(original, TransferSyntax.ExplicitVrLittleEndian, out PixelFrames before));
        Assert.Null(PixelFrames.Open(read.Dataset, read.TransferSyntax, out PixelFrames after));
        for (int frame = 1; frame <= 7; frame++)
        {
            Assert.Null(before.Decode(frame, out byte[] was, out _));
            Assert.Null(after.Decode(frame, out byte[] now, out _));
            Assert.Equal(was, now);
        }

        Assert.Null(Transcoder.Transcode(original, TransferSyntax.ExplicitVrLittleEndian, TransferSyntax.FromUid(first), TranscodeOptions.Default, out Dataset inMemory));
        Assert.Equal(DatasetBuilder.EncodeFile(inMemory, TransferSyntax.FromUid(first)), File.ReadAllBytes(packed));
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.2", 16)]
    [InlineData("1.2.840.10008.1.2.1.99", 16)]
    [InlineData("1.2.840.10008.1.2.2", 1)]
    [InlineData("1.2.840.10008.1.2.1", 1)]
    public void Big_endian_deflated_and_single_bits_are_written_a_frame_at_a_time_too(string uid, int bits)
    {
        Dataset original = Frames(7);
        if (bits == 1)
        {
            // 165 bits a frame: each begins within a byte.
            byte[] mask = new byte[((7 * 15 * 11) + 15) / 16 * 2];
            new Random(1).NextBytes(mask.AsSpan(0, 7 * 15 * 11 / 8));
            original.Set(Tags.BitsAllocated, 1).Set(Tags.BitsStored, 1).Set(Tags.HighBit, 0).Set(Tags.PixelData, Vr.OB, mask);
        }

        TransferSyntax to = TransferSyntax.FromUid(uid);
        string packed = Run(Write("native.dcm", DatasetBuilder.EncodeFile(original)), TransferSyntax.DeflatedImageFrame.Uid, "packed.dcm");
        Assert.Null(Transcoder.Transcode(DicomFile.Read(File.ReadAllBytes(packed)).Dataset, TransferSyntax.DeflatedImageFrame, to, TranscodeOptions.Default, out Dataset inMemory));
        byte[] expected = DatasetBuilder.EncodeFile(inMemory, to), found = File.ReadAllBytes(Run(packed, uid, "made.dcm"));
        DicomFile read = DicomFile.Read(found);
        Assert.True(read.Error is null && read.TransferSyntax.Uid == uid, read.Error?.ToString());
        Assert.Equal(DatasetBuilder.Encode(inMemory), DatasetBuilder.Encode(read.Dataset));
        Assert.True(to.IsDeflated || expected.AsSpan().SequenceEqual(found));
    }

    [Fact]
    public void A_file_that_is_cut_short_is_an_error()
    {
        byte[] bytes = DatasetBuilder.EncodeFile(Frames(7));
        Assert.NotNull(PixelFile.Open(Write("short.dcm", bytes[..(bytes.Length / 2)]), out _, inMemoryBytes: 0));
    }

    private string Run(string input, string uid, string name)
    {
        string path = Path.Combine(folder, name);
        using FileStream output = new(path, FileMode.CreateNew);
        ImagingError? error = FileTranscoder.Transcode(input, TransferSyntax.FromUid(uid), TranscodeOptions.Default, output, inMemoryBytes: 0);
        Assert.True(error is null, error?.ToString());
        Assert.False(File.Exists(path + ".frames"));
        return path;
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static Dataset Frames(int count)
    {
        Dataset dataset = DatasetBuilder.Ct(15, 11);
        byte[] one = dataset.First(e => e.Tag == Tags.PixelData).Value.ToArray();
        byte[] all = new byte[count * one.Length];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = (byte)((i & 1) == 0 ? one[i % one.Length] + (i / one.Length) : one[i % one.Length]);
        }

        return dataset.Set(Tags.NumberOfFrames, count).Set(Tags.PixelData, Vr.OW, all)
            .Set(new DicomTag(0x7FE1_0010), Vr.LO, "GANTRY TEST").Set(new DicomTag(0x7FE1_1001), Vr.LO, "behind");
    }
}
