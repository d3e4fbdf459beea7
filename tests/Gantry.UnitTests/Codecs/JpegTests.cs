using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg;
using Xunit;

namespace Gantry.UnitTests.Codecs;

public sealed class JpegTests
{
    public static TheoryData<int, int, int, int> LosslessShapes => Pictures.Shapes(2, 8, 12, 16);

    [Theory]
    [MemberData(nameof(LosslessShapes))]
    public void Lossless_pictures_come_back_as_they_were_with_every_predictor(int width, int height, int components, int bits)
    {
        var format = new SampleFormat(width, height, components, bits, false);
        byte[] samples = Pictures.Mixed(format);
        for (int predictor = 1; predictor <= 7; predictor++)
        {
            var output = new ArrayBufferWriter<byte>();
            Assert.Null(JpegLosslessEncoder.Encode(samples, format, predictor, output));
            Assert.Null(JpegDecoder.ReadInfo(output.WrittenSpan, out JpegInfo info));
            Assert.Equal(format, info.Format);
            Assert.True(info.IsLossless);
            var decoded = new byte[format.ByteLength];
            Assert.Null(JpegDecoder.Decode(output.WrittenSpan, decoded));
            Assert.Equal(samples, decoded);
        }
    }

    [Theory]
    [InlineData(8, 1, false)]
    [InlineData(8, 3, false)]
    [InlineData(8, 3, true)]
    [InlineData(12, 1, false)]
    public void Smooth_pictures_of_best_quality_stay_close(int bits, int components, bool halvesChroma)
    {
        var format = new SampleFormat(83, 50, components, bits, false);
        byte[] samples = Pictures.Smooth(format);
        var output = new ArrayBufferWriter<byte>();

        Assert.Null(JpegEncoder.Encode(samples, format, 100, halvesChroma, output));

        var decoded = new byte[format.ByteLength];
        Assert.Null(JpegDecoder.Decode(output.WrittenSpan, decoded));
        // Halved components of a ramp lose what lies between two samples.
        Assert.InRange(Pictures.WorstDifference(samples, decoded, format), 0, halvesChroma ? 8 : 2);
    }

    [Theory]
    [InlineData(8, 1, false)]
    [InlineData(8, 3, false)]
    [InlineData(8, 3, true)]
    [InlineData(12, 1, false)]
    public void A_reduced_picture_is_the_means_of_the_whole(int bits, int components, bool halvesChroma)
    {
        var format = new SampleFormat(96, 64, components, bits, false);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(JpegEncoder.Encode(Pictures.Smooth(format), format, 100, halvesChroma, output));
        Assert.Null(JpegDecoder.ReadInfo(output.WrittenSpan, out JpegInfo info));
        var whole = new byte[format.ByteLength];
        Assert.Null(JpegDecoder.Decode(output.WrittenSpan, whole));
        int[] values = Pictures.Values(whole, format);
        for (int levels = 0; levels <= 4; levels++)
        {
            SampleFormat reduced = info.ReducedFormat(levels);
            int side = 1 << Math.Min(3, levels);
            // Slopes over a block come out up to a seventh steeper than means have them; the mean of the whole block is its first coefficient. Halved components are then
            // interpolated over twice as many pixels.
            int worst = ((levels switch { 0 => 0, 1 => 2, 2 => 6, _ => 1 }) + (halvesChroma ? 10 * levels : 0)) << (bits - 8);
            Assert.Equal((96 / side, 64 / side), (reduced.Width, reduced.Height));
            var decoded = new byte[reduced.ByteLength];
            Assert.Null(JpegDecoder.Decode(output.WrittenSpan, levels, decoded));
            int[] found = Pictures.Values(decoded, reduced);
            for (int i = 0; i < found.Length; i++)
            {
                int c = i % components, x = i / components % reduced.Width * side, y = i / components / reduced.Width * side;
                double mean = Enumerable.Range(0, side * side).Average(j => values[(((y + (j / side)) * 96) + x + (j % side)) * components + c]);
                Assert.InRange(found[i], mean - worst - 0.51, mean + worst + 0.51);
            }
        }
    }

    [Theory]
    [MemberData(nameof(LosslessShapes))]
    public void Reduced_pictures_of_any_shape_are_rounded_up(int width, int height, int components, int bits)
    {
        if (bits is not (8 or 12) || (bits == 12 && components == 3))
        {
            return;
        }

        var format = new SampleFormat(width, height, components, bits, false);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(JpegEncoder.Encode(Pictures.Mixed(format), format, 90, components == 3, output));
        Assert.Null(JpegDecoder.ReadInfo(output.WrittenSpan, out JpegInfo info));
        for (int levels = 1; levels <= 3; levels++)
        {
            SampleFormat reduced = info.ReducedFormat(levels);
            Assert.Equal(((width - 1 >> levels) + 1, (height - 1 >> levels) + 1), (reduced.Width, reduced.Height));
            Assert.Null(JpegDecoder.Decode(output.WrittenSpan, levels, new byte[reduced.ByteLength]));
            Assert.NotNull(JpegDecoder.Decode(output.WrittenSpan, levels, new byte[reduced.ByteLength - 1]));
        }
    }

    [Fact]
    public void A_stream_cut_anywhere_is_an_error_and_never_an_exception()
    {
        var format = new SampleFormat(90, 70, 1, 12, false);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(JpegLosslessEncoder.Encode(Pictures.Mixed(format), format, 1, output));
        var samples = new byte[format.ByteLength];
        for (int length = 0; length < output.WrittenCount - 16; length += 11)
        {
            Assert.NotNull(JpegDecoder.Decode(output.WrittenSpan[..length], samples));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Corrupt_bytes_never_cause_an_exception(bool lossless)
    {
        var format = new SampleFormat(40, 30, 3, 8, false);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(lossless
            ? JpegLosslessEncoder.Encode(Pictures.Mixed(format), format, 5, output)
            : JpegEncoder.Encode(Pictures.Mixed(format), format, 80, true, output));
        var random = new Random(7);
        var samples = new byte[1 << 20];
        for (int i = 0; i < 3000; i++)
        {
            byte[] corrupt = output.WrittenSpan.ToArray();
            for (int k = 0; k < 3; k++)
            {
                corrupt[random.Next(corrupt.Length)] = (byte)random.Next(256);
            }

            if (JpegDecoder.ReadInfo(corrupt, out JpegInfo info) is null && info.Format.ByteLength <= samples.Length)
            {
                JpegDecoder.Decode(corrupt, samples);
            }
        }
    }
}
