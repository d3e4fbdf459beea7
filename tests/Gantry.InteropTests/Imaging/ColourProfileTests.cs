using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Colour;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Rendering;
using Gantry.Testing;
using Xunit;

namespace Gantry.InteropTests.Imaging;

/// <summary>Colours of ICC profiles by us and by Little CMS, which Pillow has within.</summary>
public sealed class ColourProfileTests
{
    /// <summary>Relative colorimetric, without moving black, to a profile of sRGB of version 2.</summary>
    private const string Script = """
        import sys
        from PIL import Image, ImageCms
        source, target, count, pixels = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
        image = Image.frombytes('RGB', (count, 1), open(pixels, 'rb').read())
        transform = ImageCms.buildTransform(source, target, 'RGB', 'RGB', renderingIntent=1, flags=0x0100)
        sys.stdout.write(ImageCms.applyTransform(image, transform).tobytes().hex())
        """;

    [ToolFact("/usr/bin/python3")]
    public async Task Tables_give_what_little_cms_gives()
    {
        if ((await Tool.RunAsync("/usr/bin/python3", "-c", "from PIL import ImageCms")).ExitCode != 0)
        {
            return;
        }

        Random random = new(11);
        byte[] colours = [.. Enumerable.Range(0, 256).SelectMany(i => (byte[])[(byte)i, (byte)i, (byte)i]), .. Enumerable.Range(0, 3 * 2000).Select(_ => (byte)random.Next(256))];
        string folder = Directory.CreateTempSubdirectory("gantry-colours").FullName;
        try
        {
            string target = Path.Combine(folder, "target.icc"), source = Path.Combine(folder, "source.icc"), pixels = Path.Combine(folder, "pixels.rgb");
            await File.WriteAllBytesAsync(target, RgbSpace.Srgb.Profile.ToArray());
            await File.WriteAllBytesAsync(pixels, colours);
            foreach ((string kind, byte[] profile) in IccTableProfiles.All)
            {
                await File.WriteAllBytesAsync(source, profile);
                CommandOutcome theirs = await Tool.RunAsync("/usr/bin/python3", "-c", Script, source, target, (colours.Length / 3).ToString(CultureInfo.InvariantCulture), pixels);
                Assert.True(theirs.ExitCode == 0, $"{kind}: {theirs.Error}");
                byte[] expected = Convert.FromHexString(theirs.Output), found = Ours(colours, profile);
                int[] apart = [.. expected.Zip(found, (a, b) => Math.Abs(a - b))];
                Assert.True(apart.Max() <= 2 && apart.Count(a => a > 1) <= apart.Length / 100, $"{kind}: {apart.Max()} at worst, {apart.Count(a => a > 1)} of {apart.Length} by more than one");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Ours(byte[] colours, byte[] profile)
    {
        Dataset image = new Dataset().Set(Tags.Rows, 1).Set(Tags.Columns, colours.Length / 3).Set(Tags.SamplesPerPixel, 3).Set(Tags.PhotometricInterpretation, "RGB").Set(Tags.PlanarConfiguration, 0)
            .Set(Tags.BitsAllocated, 8).Set(Tags.BitsStored, 8).Set(Tags.HighBit, 7).Set(Tags.PixelRepresentation, 0).Set(Tags.PixelData, Vr.OB, colours).Set(Tags.ICCProfile, Vr.OB, profile);
        Assert.Null(PixelFrames.Open(image, TransferSyntax.ExplicitVrLittleEndian, out PixelFrames frames));
        Assert.Null(FrameRenderer.Render(image, frames, 1, RenderOptions.Default with { Colours = RgbSpace.Srgb, NeedsColours = true }, out Picture picture));
        return picture.Samples;
    }
}
