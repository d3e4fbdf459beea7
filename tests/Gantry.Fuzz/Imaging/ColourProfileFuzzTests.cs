using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Fuzz.Dicom;
using Gantry.Imaging.Colour;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Rendering;
using Gantry.Testing;
using Xunit;

namespace Gantry.Fuzz.Imaging;

/// <summary>ICC profiles of instances, whatever bytes they are: a picture or a refusal, never an exception.</summary>
public sealed class ColourProfileFuzzTests
{
    [Fact]
    public void Pictures_are_made_or_refused()
    {
        Mutator mutator = new(31);
        byte[][] seeds = [.. IccTableProfiles.All.Select(p => p.Profile), RgbSpace.AdobeRgb.Profile.ToArray()];
        for (int round = 0; round < 3000; round++)
        {
            byte[] seed = seeds[round % seeds.Length];

            // Header, tag table and the heads of the elements are hit more often than the tables' numbers.
            byte[] profile = round % 3 == 0 ? mutator.Mutate(seed) : [.. mutator.Mutate(seed[..400]), .. seed[400..]];
            Dataset image = new Dataset().Set(Tags.Rows, 1).Set(Tags.Columns, 2).Set(Tags.SamplesPerPixel, 3).Set(Tags.PhotometricInterpretation, "RGB").Set(Tags.PlanarConfiguration, 0)
                .Set(Tags.BitsAllocated, 8).Set(Tags.BitsStored, 8).Set(Tags.HighBit, 7).Set(Tags.PixelRepresentation, 0).Set(Tags.PixelData, Vr.OB, (byte[])[0, 1, 2, 255, 128, 7]).Set(Tags.ICCProfile, Vr.OB, profile);
            Assert.Null(PixelFrames.Open(image, TransferSyntax.ExplicitVrLittleEndian, out PixelFrames frames));
            FrameRenderer.Render(image, frames, 1, RenderOptions.Default with { Colours = RgbSpace.Srgb, NeedsColours = true }, out _);
        }
    }
}
