using System.Diagnostics;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Transcoding;
using Gantry.Testing;
using Xunit;

namespace Gantry.InteropTests.Imaging;

/// <summary>The corpus through our encoders, decoded by us and by DCMTK and GDCM.</summary>
public sealed class CorpusTranscodeTests
{
    private static readonly TransferSyntax[] Lossless =
    [
        TransferSyntax.RleLossless, TransferSyntax.JpegLossless, TransferSyntax.JpegLosslessSv1, TransferSyntax.JpegLsLossless, TransferSyntax.Jpeg2000Lossless,
        TransferSyntax.HtJ2kLossless, TransferSyntax.HtJ2kLosslessRpcl, TransferSyntax.DeflatedImageFrame, TransferSyntax.EncapsulatedUncompressed,
    ];

    [CorpusFact]
    public void Every_kind_of_the_corpus_goes_lossless_and_back()
    {
        List<string> wrong = [];
        int done = 0, refused = 0;
        int kind = 0;
        foreach (CorpusFile file in Corpus.Valid.Where(f => f.Number("size") is < 600_000 && f.Number("rows") is > 0)
            .GroupBy(f => (f.TransferSyntaxUid, f.Text("photometric"), f.Number("bitsAllocated"), f.Number("bitsStored"), f.Number("pixelRepresentation"))).Select(g => g.First()))
        {
            DicomFile read = DicomFile.Read(file.ReadAllBytes());
            if (PixelFrames.Open(read.Dataset, read.TransferSyntax, out PixelFrames frames) is not null || frames.Decode(1, out _, out _) is not null || read.Dataset.GetInteger(Tags.NumberOfFrames) > 12)
            {
                continue;
            }

            // Each kind through two of the syntaxes: over the corpus every one meets many kinds.
            foreach (TransferSyntax to in (TransferSyntax[])[Lossless[kind % Lossless.Length], Lossless[(kind + 4) % Lossless.Length]])
            {
                ImagingError? error = Transcoder.Transcode(read.Dataset, read.TransferSyntax, to, TranscodeOptions.Default, out Dataset packed);
                if (error?.Kind == ImagingErrorKind.Unsupported)
                {
                    refused++;
                    continue;
                }

                if (error is not null)
                {
                    wrong.Add($"{file.Path} to {to.Uid}: {error}");
                    continue;
                }

                done++;
                Dataset again = DicomFile.Read(DatasetBuilder.EncodeFile(packed, to)).Dataset;
                PixelDescription source = Cells(read.Dataset, read.TransferSyntax, out _), result = Cells(again, to, out _);
                if (source.Photometric != result.Photometric)
                {
                    wrong.Add($"{file.Path} to {to.Uid}: {source} became {result}");
                }
            }

            kind++;
        }

        Assert.True(wrong.Count == 0, $"{done} done, {refused} refused:\n{string.Join('\n', wrong)}");
        Assert.True(done > 80, $"{done} done, {refused} refused");
    }

    [CorpusFact]
    public void Other_decoders_read_what_was_compressed()
    {
        string folder = Directory.CreateTempSubdirectory("gantry-transcode").FullName;
        try
        {
            foreach (string path in (string[])["transfer-syntax/cornerstonejs-dicomParser/CT1_UNC.explicit_big_endian.dcm", "us/dcm4che-dcm4che/US-RGB-8-esopecho", "us/pydicom-pydicom-data/OBXXXX1A_rle_2frame.dcm"])
            {
                DicomFile read = DicomFile.Read(Corpus.Get(path).ReadAllBytes());
                foreach ((TransferSyntax to, string tool) in (ReadOnlySpan<(TransferSyntax, string)>)
                    [(TransferSyntax.RleLossless, "dcmdrle"), (TransferSyntax.JpegLossless, "dcmdjpeg"), (TransferSyntax.JpegLosslessSv1, "dcmdjpeg"),
                     (TransferSyntax.JpegLsLossless, "dcmdjpls"), (TransferSyntax.Jpeg2000Lossless, "gdcmconv")])
                {
                    Assert.Null(Transcoder.Transcode(read.Dataset, read.TransferSyntax, to, TranscodeOptions.Default, out Dataset packed));
                    string from = Path.Combine(folder, "packed.dcm"), unpacked = Path.Combine(folder, "unpacked.dcm");
                    File.WriteAllBytes(from, DatasetBuilder.EncodeFile(packed, to));
                    File.Delete(unpacked);
                    using Process process = Process.Start(new ProcessStartInfo(tool, tool == "gdcmconv" ? ["--raw", from, unpacked] : [from, unpacked]) { RedirectStandardError = true })!;
                    string said = process.StandardError.ReadToEnd();
                    process.WaitForExit();
                    Assert.True(process.ExitCode == 0 && File.Exists(unpacked), $"{tool} of {path} as {to}: {said}");
                    DicomFile theirs = DicomFile.Read(File.ReadAllBytes(unpacked));
                    Cells(read.Dataset, read.TransferSyntax, out byte[] before);
                    Cells(theirs.Dataset, theirs.TransferSyntax, out byte[] after);
                    Assert.True(Masked(before, read.Dataset).AsSpan().SequenceEqual(Masked(after, read.Dataset)), $"{tool} of {path} as {to} gives other samples.");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static PixelDescription Cells(Dataset dataset, TransferSyntax syntax, out byte[] cells)
    {
        Assert.Null(PixelFrames.Open(dataset, syntax, out PixelFrames frames));
        Assert.Null(frames.Decode(frames.Count, out cells, out PixelDescription decoded));
        return decoded;
    }

    /// <summary>Cells of 16 bits without what lies above Bits Stored.</summary>
    private static byte[] Masked(byte[] cells, Dataset dataset)
    {
        int spare = (int)(16 - (dataset.GetInteger(Tags.BitsStored) ?? 16));
        for (int i = 1; dataset.GetInteger(Tags.BitsAllocated) == 16 && i < cells.Length; i += 2)
        {
            cells[i] &= (byte)(0xFF >> spare);
        }

        return cells;
    }
}
