using System.Globalization;
using Gantry.Dicom;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Rendering;
using Gantry.Imaging.Transcoding;

namespace Gantry.CodecBenchmarks;

/// <summary>A CT of 512 by 512 in each transfer syntax, made into a JPEG picture as a list shows it; the file is in memory. Prints a table of CPU milliseconds.</summary>
internal static class Thumbnail
{
    private const string Folder = "transfer-syntax/cornerstonejs-cornerstone3D/CTImage.dcm_";

    private static readonly (TransferSyntax Syntax, string File)[] Stored =
    [
        (TransferSyntax.ExplicitVrLittleEndian, "LittleEndianExplicitTransferSyntax_1.2.840.10008.1.2.1.dcm"), (TransferSyntax.RleLossless, "RLELosslessTransferSyntax_1.2.840.10008.1.2.5.dcm"),
        (TransferSyntax.JpegBaseline, "JPEGProcess1TransferSyntax_1.2.840.10008.1.2.4.50.dcm"), (TransferSyntax.JpegExtended, "JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51.dcm"),
        (TransferSyntax.JpegLosslessSv1, "JPEGProcess14SV1TransferSyntax_1.2.840.10008.1.2.4.70.dcm"), (TransferSyntax.JpegLsLossless, "JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80.dcm"),
        (TransferSyntax.JpegLsNearLossless, "JPEGLSLossyTransferSyntax_1.2.840.10008.1.2.4.81.dcm"), (TransferSyntax.Jpeg2000Lossless, "JPEG2000LosslessOnlyTransferSyntax_1.2.840.10008.1.2.4.90.dcm"),
        (TransferSyntax.Jpeg2000, "JPEG2000TransferSyntax_1.2.840.10008.1.2.4.91.dcm"),
    ];

    /// <summary>What the corpus does not have of this CT is made from the first of it.</summary>
    private static readonly TransferSyntax[] Made = [TransferSyntax.DeflatedImageFrame, TransferSyntax.HtJ2kLossless, TransferSyntax.HtJ2kLosslessRpcl];

    public static void Measure(string corpus, double seconds)
    {
        using PixelFile first = Open(Path.Combine(corpus, Folder + Stored[0].File));

        // What all have in common is compiled before the first of them is measured.
        Check(first.OpenFrames(out PixelFrames common));
        Measure(first, common, 256, seconds);
        Console.WriteLine("| transfer syntax | 256 by 256: picture | with JPEG | bytes allocated | 128 by 128: picture | with JPEG |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach ((TransferSyntax syntax, string file) in Stored)
        {
            using PixelFile opened = Open(Path.Combine(corpus, Folder + file));
            Measure(syntax, opened, seconds);
        }

        foreach (TransferSyntax syntax in Made)
        {
            string path = Path.GetTempFileName();
            using (FileStream output = File.Create(path))
            {
                Check(FileTranscoder.Transcode(Path.Combine(corpus, Folder + Stored[0].File), syntax, new TranscodeOptions(), output));
            }

            using PixelFile opened = Open(path);
            Measure(syntax, opened, seconds);
            File.Delete(path);
        }
    }

    private static void Measure(TransferSyntax syntax, PixelFile file, double seconds)
    {
        Check(file.OpenFrames(out PixelFrames frames));
        (double large, double largeWritten, long allocated) = Measure(file, frames, 256, seconds);
        (double small, double smallWritten, _) = Measure(file, frames, 128, seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {syntax.Name} | {large:F2} | {large + largeWritten:F2} | {allocated} | {small:F2} | {small + smallWritten:F2} |"));
    }

    private static (double Render, double Write, long Allocated) Measure(PixelFile file, PixelFrames frames, int side, double seconds)
    {
        var output = new FixedBuffer(1 << 20);
        var options = RenderOptions.Default with { Size = new PictureSize(side, side) };
        Picture picture = null!;
        (double render, _, long allocated) = Race.Run(() => Check(FrameRenderer.Render(file.Dataset, frames, 1, options, out picture)), () => { }, seconds);
        (double write, _, long written) = Race.Run(
            () =>
            {
                output.Length = 0;
                Check(JpegWriter.Write(picture, 85, output));
            },
            () => { },
            seconds);
        return (render, write, allocated + written);
    }

    private static PixelFile Open(string path)
    {
        Check(PixelFile.Open(path, out PixelFile file));
        return file;
    }

    private static void Check(ImagingError? error)
    {
        if (error is not null)
        {
            throw new InvalidDataException(error.ToString());
        }
    }
}
