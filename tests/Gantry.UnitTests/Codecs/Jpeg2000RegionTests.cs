using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg2000;
using Xunit;

namespace Gantry.UnitTests.Codecs;

/// <summary>A region decoded alone is what the whole picture has there, sample by sample.</summary>
public sealed class Jpeg2000RegionTests
{
    [Theory]
    [InlineData(1, 16, true, false, 0)]
    [InlineData(3, 8, true, false, 0)]
    [InlineData(3, 8, true, false, 90)]
    [InlineData(1, 12, false, false, 0)]
    [InlineData(3, 8, false, false, 100)]
    [InlineData(1, 16, true, true, 0)]
    [InlineData(3, 8, true, true, 77)]
    public void A_region_is_a_part_of_the_picture(int components, int bits, bool isReversible, bool isHighThroughput, int tileSize)
    {
        var format = new SampleFormat(331, 277, components, bits, false);
        var output = new ArrayBufferWriter<byte>();
        var options = new Jpeg2000Options { IsReversible = isReversible, IsHighThroughput = isHighThroughput, TileSize = tileSize, Levels = 4 };
        Assert.Null(Jpeg2000Encoder.Encode(Pictures.Mixed(format), format, options, output));
        var random = new Random(11);
        for (int discard = 0; discard < 4; discard++)
        {
            Assert.Null(Jpeg2000Decoder.ReadFormat(output.WrittenSpan, discard, out SampleFormat whole));
            var picture = new byte[whole.ByteLength];
            Assert.Null(Jpeg2000Decoder.Decode(output.WrittenSpan, discard, picture));
            for (int i = 0; i < 25; i++)
            {
                int x = random.Next(whole.Width), y = random.Next(whole.Height);
                int width = i < 5 ? 1 : random.Next(1, whole.Width - x + 1), height = i < 5 ? 1 : random.Next(1, whole.Height - y + 1);
                Same(output.WrittenSpan, discard, whole, picture, new SampleRegion(x, y, width, height));
            }

            Same(output.WrittenSpan, discard, whole, picture, new SampleRegion(0, 0, whole.Width, whole.Height));
        }
    }

    [Fact]
    public void Code_blocks_outside_the_region_are_not_looked_at()
    {
        var format = new SampleFormat(512, 512, 1, 8, false);
        byte[] samples = Pictures.Mixed(format);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(Jpeg2000Encoder.Encode(samples, format, new Jpeg2000Options { IsHighThroughput = true, Levels = 1 }, output));
        byte[] broken = output.WrittenSpan.ToArray();
        // The last code-block of all is the HH one at the lower right: the end of its clean-up segment says how long its suffix is.
        broken[^4] |= 0x0F;
        broken[^3] = 0xFF;

        Assert.NotNull(Jpeg2000Decoder.Decode(broken, 0, new byte[format.ByteLength]));
        var region = new byte[100 * 100];
        Assert.Null(Jpeg2000Decoder.DecodeRegion(broken, 0, new SampleRegion(20, 30, 100, 100), region));
        for (int y = 0; y < 100; y++)
        {
            Assert.Equal(samples.AsSpan((y + 30) * 512 + 20, 100).ToArray(), region.AsSpan(y * 100, 100).ToArray());
        }
    }

    [Theory]
    [InlineData(-1, 0, 5, 5)]
    [InlineData(0, 0, 0, 5)]
    [InlineData(300, 0, 32, 5)]
    [InlineData(0, int.MaxValue, 5, 5)]
    [InlineData(5, 5, int.MaxValue, 5)]
    public void A_region_beyond_the_picture_is_refused(int x, int y, int width, int height)
    {
        var format = new SampleFormat(331, 277, 1, 8, false);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(Jpeg2000Encoder.Encode(Pictures.Mixed(format), format, new Jpeg2000Options(), output));

        CodecError? error = Jpeg2000Decoder.DecodeRegion(output.WrittenSpan, 0, new SampleRegion(x, y, width, height), new byte[format.ByteLength]);

        Assert.Equal(CodecErrorKind.Mismatch, error?.Kind);
    }

    private static void Same(ReadOnlySpan<byte> stream, int discard, in SampleFormat whole, byte[] picture, SampleRegion region)
    {
        int pixel = whole.Components * whole.BytesPerSample;
        var part = new byte[region.Width * region.Height * pixel];
        Assert.Null(Jpeg2000Decoder.DecodeRegion(stream, discard, region, part));
        for (int y = 0; y < region.Height; y++)
        {
            ReadOnlySpan<byte> expected = picture.AsSpan(((region.Y + y) * whole.Width + region.X) * pixel, region.Width * pixel);
            Assert.True(expected.SequenceEqual(part.AsSpan(y * region.Width * pixel, region.Width * pixel)), $"{region} at {discard}, row {y}");
        }
    }
}
