using System.Globalization;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Rendering;

namespace Gantry.CodecBenchmarks;

/// <summary>A CT of 512 by 512 in several transfer syntaxes, made into a JPEG picture of 256 by 256, as a list shows it; the file is in memory.</summary>
internal static class Thumbnail
{
    private static readonly string[] Files =
    [
        "LittleEndianExplicitTransferSyntax_1.2.840.10008.1.2.1", "RLELosslessTransferSyntax_1.2.840.10008.1.2.5", "JPEGProcess1TransferSyntax_1.2.840.10008.1.2.4.50",
        "JPEGProcess14SV1TransferSyntax_1.2.840.10008.1.2.4.70", "JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80", "JPEG2000LosslessOnlyTransferSyntax_1.2.840.10008.1.2.4.90",
    ];

    public static void Measure(string corpus, double seconds)
    {
        foreach (string name in Files)
        {
            Measure(name, Path.Combine(corpus, $"transfer-syntax/cornerstonejs-cornerstone3D/CTImage.dcm_{name}.dcm"), seconds);
        }
    }

    private static void Measure(string name, string path, double seconds)
    {
        if (PixelFile.Open(path, out PixelFile file) is not null || file.OpenFrames(out PixelFrames frames) is not null)
        {
            throw new InvalidDataException($"{path} cannot be read.");
        }

        var output = new FixedBuffer(1 << 20);
        var options = RenderOptions.Default with { Size = new PictureSize(256, 256) };
        Picture picture = null!;
        (double render, _, long allocated) = Race.Run(() => FrameRenderer.Render(file.Dataset, frames, 1, options, out picture), () => { }, seconds);
        (double write, _, long written) = Race.Run(
            () =>
            {
                output.Length = 0;
                JpegWriter.Write(picture, 85, output);
            },
            () => { },
            seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Thumbnail of a CT of 512 by 512, {name[..name.IndexOf('_', StringComparison.Ordinal)]}: render {render:F2} ms, JPEG {write:F2} ms; {allocated + written} bytes allocated, {picture.Samples.Length} of them the picture."));
    }
}
