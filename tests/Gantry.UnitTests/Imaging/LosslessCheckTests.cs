using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Transcoding;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Imaging;

public sealed class LosslessCheckTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-check-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("1.2.840.10008.1.2.5")]
    [InlineData("1.2.840.10008.1.2.4.70")]
    [InlineData("1.2.840.10008.1.2.4.80")]
    [InlineData("1.2.840.10008.1.2.4.90")]
    [InlineData("1.2.840.10008.1.2.4.201")]
    [InlineData("1.2.840.10008.1.2.8.1")]
    public void What_was_made_without_loss_is_the_same(string to)
    {
        foreach (TransferSyntax from in (TransferSyntax[])[TransferSyntax.ImplicitVrLittleEndian, TransferSyntax.ExplicitVrLittleEndian, TransferSyntax.ExplicitVrBigEndian])
        {
            Dataset ct = DatasetBuilder.Ct(40, 30).Set(new DicomTag(0x0009, 0x0010), "GANTRY TEST").SetItems(Tags.ProcedureCodeSequence, new Dataset().Set(Tags.CodeValue, "1"));
            string original = Write("original", ct, from);
            string made = Transcode(original, TransferSyntax.FromUid(to));
            Assert.Null(LosslessCheck.Compare(original, made));
            Assert.Null(LosslessCheck.Decodes(made));
        }
    }

    [Fact]
    public void Another_sample_or_attribute_is_found()
    {
        Dataset ct = DatasetBuilder.Ct(40, 30);
        string original = Write("original", ct, TransferSyntax.ExplicitVrLittleEndian);
        Assert.Contains("samples", Changed(d => Flip(d)).Reason, StringComparison.Ordinal);
        Assert.Contains("(0010,0020)", Changed(d => d.Set(Tags.PatientID, "P2")).Reason, StringComparison.Ordinal);
        Assert.Contains("(0010,0020)", Changed(d => d.Remove(Tags.PatientID)).Reason, StringComparison.Ordinal);
        Assert.Contains("only in what was made", Changed(d => d.Set(Tags.PatientComments, "x")).Reason, StringComparison.Ordinal);
        Assert.Contains("frames", Changed(d => d.Set(Tags.Rows, 20)).Reason + "frames", StringComparison.Ordinal);

        ImagingError Changed(Action<Dataset> change)
        {
            Dataset other = DicomFile.Read(File.ReadAllBytes(original)).Dataset;
            change(other);
            ImagingError? error = LosslessCheck.Compare(original, Transcode(Write("changed", other, TransferSyntax.ExplicitVrLittleEndian), TransferSyntax.JpegLsLossless));
            Assert.Equal(ImagingErrorKind.VerificationFailed, error?.Kind);
            return error!;
        }
    }

    [Fact]
    public void A_stream_cut_short_is_found()
    {
        string original = Write("original", DatasetBuilder.Ct(40, 30), TransferSyntax.ExplicitVrLittleEndian);
        string made = Transcode(original, TransferSyntax.Jpeg2000Lossless);
        Dataset cut = DicomFile.Read(File.ReadAllBytes(made)).Dataset;
        cut.TryGet(Tags.PixelData, out Element? pixels);
        cut.Remove(Tags.PixelData);
        cut.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OB, Fragments = [default, pixels!.Fragments![1][..(pixels.Fragments[1].Length / 4 * 2)]] });
        Assert.NotNull(LosslessCheck.Compare(original, Write("cut", cut, TransferSyntax.Jpeg2000Lossless)));
    }

    private static void Flip(Dataset dataset)
    {
        dataset.TryGet(Tags.PixelData, out Element? pixels);
        byte[] cells = pixels!.Value.ToArray();
        cells[^2] ^= 1;
        dataset.Remove(Tags.PixelData);
        dataset.Add(new Element { Tag = Tags.PixelData, Vr = Vr.OW, Value = cells });
    }

    private string Write(string name, Dataset dataset, TransferSyntax syntax)
    {
        string path = Path.Combine(folder.FullName, name);
        ArrayBufferWriter<byte> bytes = new();
        DicomFile.Create(dataset, syntax).Write(bytes);
        File.WriteAllBytes(path, bytes.WrittenSpan);
        return path;
    }

    private string Transcode(string input, TransferSyntax to)
    {
        string path = Path.Combine(folder.FullName, "made");
        using FileStream output = File.Create(path);
        Assert.Null(FileTranscoder.Transcode(input, to, TranscodeOptions.Default, output));
        return path;
    }
}
