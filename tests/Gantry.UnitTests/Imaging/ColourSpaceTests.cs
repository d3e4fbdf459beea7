using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging;
using Gantry.Imaging.Colour;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Rendering;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Imaging;

public sealed class ColourSpaceTests
{
    private static readonly byte[] Colours = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 128, 128, 128, 200, 120, 60, 10, 20, 30];

    [Fact]
    public void Known_colours_come_out_as_other_programs_have_them()
    {
        // By lindbloom.com's matrices: red, green and a brown of sRGB in the wider spaces.
        AssertNear([219, 0, 0, 144, 255, 60], Convert(RgbSpace.Srgb.Profile, RgbSpace.AdobeRgb)[..6], 1);
        AssertNear([179, 70, 26, 138, 237, 78], Convert(RgbSpace.Srgb.Profile, RgbSpace.RommRgb)[..6], 1);
    }

    [Fact]
    public void There_and_back_is_the_same_but_for_the_rounding_of_dark_parts()
    {
        foreach (RgbSpace space in (RgbSpace[])[RgbSpace.Srgb, RgbSpace.AdobeRgb, RgbSpace.RommRgb])
        {
            byte[] wide = Convert(RgbSpace.Srgb.Profile, space);
            // One level of a wide space is several of sRGB where a colour has next to nothing of one primary.
            AssertNear(Colours, Convert(space.Profile, RgbSpace.Srgb, wide), 9);
            AssertNear([255, 255, 255, 0, 0, 0], wide[9..15], 0);
        }
    }

    [Fact]
    public void What_is_no_such_profile_is_refused_and_never_read_beyond()
    {
        byte[] good = RgbSpace.Srgb.Profile.ToArray();
        for (int length = 0; length < good.Length; length += 7)
        {
            byte[] rgb = [1, 2, 3];
            Dataset dataset = new Dataset().Set(Tags.ICCProfile, Vr.OB, good.AsMemory(0, length));
            bool isConverted = ColourConversion.TryApply(rgb, dataset, RgbSpace.AdobeRgb);
            Assert.Equal(length == 0, isConverted);
        }

        Random random = new(5);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bad = [.. good];
            for (int j = 0; j < 5; j++)
            {
                bad[random.Next(128, 400)] = (byte)random.Next(256);
            }

            ColourConversion.TryApply([1, 2, 3], new Dataset().Set(Tags.ICCProfile, Vr.OB, bad), RgbSpace.AdobeRgb);
        }
    }

    [Fact]
    public void Tables_of_every_kind_lead_to_the_same_colours()
    {
        foreach ((string kind, byte[] profile) in IccTableProfiles.All)
        {
            // The profile's RGB is sRGB; eight bits of CIELAB are less than eight of sRGB, and a grid of XYZ is coarse where it is dark.
            int allowed = kind switch { "lut8 Lab" => 12, "lut16 XYZ" => 12, _ => 3 };
            AssertNear(Colours, Convert(profile, RgbSpace.Srgb), allowed);
            AssertNear(Convert(RgbSpace.Srgb.Profile, RgbSpace.AdobeRgb), Convert(profile, RgbSpace.AdobeRgb), allowed);
        }
    }

    [Fact]
    public void Broken_tables_are_refused_and_never_read_beyond()
    {
        Random random = new(6);
        foreach ((_, byte[] good) in IccTableProfiles.All)
        {
            for (int round = 0; round < 400; round++)
            {
                byte[] bad = random.Next(3) == 0 ? good[..random.Next(good.Length)] : [.. good];
                for (int i = random.Next(6); i > 0 && bad.Length > 260; i--)
                {
                    bad[random.Next(128, Math.Min(bad.Length, random.Next(2) == 0 ? 420 : 1600))] = (byte)random.Next(256);
                }

                ColourConversion.TryApply([1, 2, 3, 255, 255, 255], new Dataset().Set(Tags.ICCProfile, Vr.OB, bad), RgbSpace.Srgb);
            }
        }
    }

    [Fact]
    public void A_picture_says_when_its_profile_cannot_be_brought_to_the_space_that_it_needs()
    {
        Dataset image = new Dataset().Set(Tags.Rows, 1).Set(Tags.Columns, 8).Set(Tags.SamplesPerPixel, 3).Set(Tags.PhotometricInterpretation, "RGB").Set(Tags.PlanarConfiguration, 0)
            .Set(Tags.BitsAllocated, 8).Set(Tags.BitsStored, 8).Set(Tags.HighBit, 7).Set(Tags.PixelRepresentation, 0).Set(Tags.PixelData, Vr.OB, Colours).Set(Tags.ICCProfile, Vr.OB, new byte[200]);
        Assert.Null(PixelFrames.Open(image, TransferSyntax.ExplicitVrLittleEndian, out PixelFrames frames));
        Assert.Null(FrameRenderer.Render(image, frames, 1, RenderOptions.Default with { Colours = RgbSpace.Srgb }, out Picture plain));
        Assert.Equal(Colours, plain.Samples);
        Assert.Equal(ImagingErrorKind.Unsupported, FrameRenderer.Render(image, frames, 1, RenderOptions.Default with { Colours = RgbSpace.Srgb, NeedsColours = true }, out _)?.Kind);
        image.Set(Tags.ICCProfile, Vr.OB, RgbSpace.AdobeRgb.Profile.ToArray());
        Assert.Null(FrameRenderer.Render(image, frames, 1, RenderOptions.Default with { Colours = RgbSpace.Srgb, NeedsColours = true }, out Picture converted));
        Assert.NotEqual(Colours, converted.Samples);
    }

    [Fact]
    public void A_long_profile_goes_into_several_segments()
    {
        byte[] profile = new byte[150_000];
        new Random(1).NextBytes(profile);
        ArrayBufferWriter<byte> jpeg = new();
        Assert.Null(JpegWriter.Write(new Picture(2, 2, IsColour: true, new byte[12]), 90, jpeg, profile));
        ReadOnlySpan<byte> rest = jpeg.WrittenSpan[2..];
        List<byte> found = [];
        for (int i = 1; i <= 3; i++)
        {
            int length = (rest[2] << 8) | rest[3];
            Assert.Equal((0xFFE2, i, 3), ((rest[0] << 8) | rest[1], rest[16], rest[17]));
            found.AddRange(rest[18..(2 + length)]);
            rest = rest[(2 + length)..];
        }

        Assert.Equal(profile, found);
    }

    private static byte[] Convert(ReadOnlyMemory<byte> from, RgbSpace to, byte[]? colours = null)
    {
        byte[] rgb = [.. colours ?? Colours];
        Assert.True(ColourConversion.TryApply(rgb, new Dataset().Set(Tags.ICCProfile, Vr.OB, from.ToArray()), to));
        return rgb;
    }

    private static void AssertNear(byte[] expected, byte[] found, int tolerance) =>
        Assert.True(expected.Zip(found, (a, b) => Math.Abs(a - b)).Max() <= tolerance, $"expected {string.Join(' ', expected)}, found {string.Join(' ', found)}");
}
