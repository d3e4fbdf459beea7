using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.JpegLs;
using Xunit;

namespace Gantry.UnitTests.Codecs;

public sealed class JpegLsTests
{
    public static TheoryData<int, int, int, int> Shapes => Pictures.Shapes(2, 7, 8, 10, 12, 16);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Lossless_pictures_come_back_as_they_were(int width, int height, int components, int bits)
    {
        var format = new SampleFormat(width, height, components, bits, false);
        byte[] samples = Pictures.Mixed(format);

        byte[] decoded = RoundTrip(samples, format, near: 0);

        Assert.Equal(samples, decoded);
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 5)]
    [InlineData(12, 3)]
    [InlineData(16, 20)]
    public void Near_lossless_samples_differ_by_no_more_than_allowed(int bits, int near)
    {
        var format = new SampleFormat(97, 61, 3, bits, false);
        byte[] samples = Pictures.Mixed(format);

        byte[] decoded = RoundTrip(samples, format, near);

        Assert.InRange(Pictures.WorstDifference(samples, decoded, format), 1, near);
    }

    [Fact]
    public void The_example_of_the_standard_decodes()
    {
        // ITU-T T.87 H.3: four by four samples of 8 bits with the default thresholds.
        var format = new SampleFormat(4, 4, 1, 8, false);
        byte[] samples = [0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145];

        var output = new ArrayBufferWriter<byte>();
        Assert.Null(JpegLsEncoder.Encode(samples, format, 0, output));

        // The entropy-coded data of T.87 H.3.
        byte[] scan = [0xC0, 0x00, 0x00, 0x6C, 0x80, 0x20, 0x8E, 0x01, 0xC0, 0x00, 0x00, 0x57, 0x40, 0x00, 0x00, 0x6E, 0xE6, 0x00, 0x00, 0x01, 0xBC, 0x18, 0x00, 0x00, 0x05, 0xD8, 0x00, 0x00, 0x91, 0x60];
        Assert.Equal(Convert.ToHexString(scan), Convert.ToHexString(output.WrittenSpan[^(scan.Length + 2)..^2]));
    }

    [Fact]
    public void A_stream_cut_anywhere_is_an_error_and_never_an_exception()
    {
        var format = new SampleFormat(40, 30, 1, 12, false);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(JpegLsEncoder.Encode(Pictures.Mixed(format), format, 0, output));
        var samples = new byte[format.ByteLength];
        for (int length = 0; length < output.WrittenCount - 2; length += 7)
        {
            Assert.NotNull(JpegLsDecoder.Decode(output.WrittenSpan[..length], samples));
        }
    }

    [Fact]
    public void Corrupt_bytes_never_cause_an_exception()
    {
        var format = new SampleFormat(40, 30, 3, 8, false);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(JpegLsEncoder.Encode(Pictures.Mixed(format), format, 2, output));
        var random = new Random(7);
        var samples = new byte[format.ByteLength];
        for (int i = 0; i < 3000; i++)
        {
            byte[] corrupt = output.WrittenSpan.ToArray();
            for (int k = 0; k < 3; k++)
            {
                corrupt[random.Next(corrupt.Length)] = (byte)random.Next(256);
            }

            JpegLsDecoder.Decode(corrupt, samples);
        }
    }

    private static byte[] RoundTrip(byte[] samples, SampleFormat format, int near)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(JpegLsEncoder.Encode(samples, format, near, output));
        Assert.Null(JpegLsDecoder.ReadFormat(output.WrittenSpan, out SampleFormat read));
        Assert.Equal(format, read);
        var decoded = new byte[format.ByteLength];
        Assert.Null(JpegLsDecoder.Decode(output.WrittenSpan, decoded));
        return decoded;
    }
}
