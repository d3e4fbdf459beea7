using Gantry.Codecs;
using Gantry.Codecs.JpegXl;
using Gantry.Codecs.JpegXl.Headers;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Codecs;

public sealed class JpegXlTests
{
    public static TheoryData<string> Lossless => [.. JpegXlStreams.Names("mixed")];

    public static TheoryData<string> Lossy => [.. JpegXlStreams.Names("smooth")];

    [Theory]
    [MemberData(nameof(Lossless))]
    public void Lossless_pictures_come_back_as_they_were(string name)
    {
        SampleFormat format = FormatOf(name);

        Assert.Equal(Pictures.Mixed(format), Decode(JpegXlStreams.Read(name), format));
    }

    [Theory]
    [MemberData(nameof(Lossy))]
    public void Lossy_pictures_are_within_a_level_of_what_another_decoder_makes(string name)
    {
        SampleFormat format = FormatOf(name);

        byte[] decoded = Decode(JpegXlStreams.Read(name), format);

        Assert.InRange(Pictures.WorstDifference(decoded, JpegXlStreams.Reference(name), format), 0, 1);
    }

    [Theory]
    [InlineData("float-37x29x1-16.lossless")]
    [InlineData("float-37x29x1-16.lossy")]
    public void Floats_become_integers_of_sixteen_bits(string name)
    {
        SampleFormat format = FormatOf(name);
        byte[] reference = JpegXlStreams.Reference(name);
        for (int i = 0; i < reference.Length; i += 2)
        {
            (reference[i], reference[i + 1]) = (reference[i + 1], reference[i]);
        }

        Assert.InRange(Pictures.WorstDifference(Decode(JpegXlStreams.Read(name), format), reference, format), 0, 1);
    }

    [Theory]
    [InlineData(16, 5, 0x3C00, 1f)]
    [InlineData(16, 5, 0xB800, -0.5f)]
    [InlineData(16, 5, 0x0001, 5.9604645e-8f)]
    [InlineData(32, 8, 0x3F400000, 0.75f)]
    [InlineData(24, 7, 0x3F0000, 1f)]
    public void Floats_of_any_kind_are_numbers(int bits, int exponent, int pattern, float number) =>
        Assert.Equal(number, new SampleDepth(bits, true, exponent).ToNumber(pattern));

    [Fact]
    public void A_stream_cut_anywhere_is_an_error_and_never_an_exception()
    {
        foreach (string name in JpegXlStreams.Names(""))
        {
            byte[] stream = JpegXlStreams.Read(name);
            byte[] samples = new byte[FormatOf(name).ByteLength];
            for (int length = 0; length < stream.Length - 1; length += 1 + (stream.Length / 100))
            {
                Assert.NotNull(JpegXlDecoder.Decode(stream.AsSpan(0, length), samples));
            }
        }
    }

    [Fact]
    public void What_stands_around_the_codestream_does_not_matter()
    {
        byte[] boxes = JpegXlStreams.Read("mixed-37x29x1-8.boxes");

        Assert.Equal("JXL "u8, boxes.AsSpan(4, 4));
        Assert.Null(JpegXlDecoder.ReadFormat(boxes, out SampleFormat format));
        Assert.Equal(new SampleFormat(37, 29, 1, 8, false), format);
        Assert.Equal(CodecErrorKind.Malformed, JpegXlDecoder.ReadFormat("\0\0\0\fJXL \r\n.\n"u8, out _)!.Kind);
    }

    [Fact]
    public void A_codestream_in_parts_is_joined()
    {
        byte[] stream = JpegXlStreams.Read("mixed-37x29x1-8.fast");
        List<byte> boxes = [0, 0, 0, 12, .. "JXL "u8, 13, 10, 0x87, 10];
        int at = 0;
        foreach ((int number, int length) in new[] { (0, 100), (1, 1), (unchecked((int)0x80000002), stream.Length - 101) })
        {
            boxes.AddRange([0, 0, (byte)((length + 12) >> 8), (byte)(length + 12), .. "jxlp"u8, (byte)(number >> 24), 0, 0, (byte)number]);
            boxes.AddRange(stream.AsSpan(at, length));
            at += length;
        }

        var format = new SampleFormat(37, 29, 1, 8, false);
        Assert.Equal(Pictures.Mixed(format), Decode([.. boxes], format));
    }

    [Fact]
    public void A_buffer_that_is_too_small_is_refused()
    {
        Assert.Equal(CodecErrorKind.Mismatch, JpegXlDecoder.Decode(JpegXlStreams.Read("mixed-1x1x1-8.one"), [])!.Kind);
    }

    private static SampleFormat FormatOf(string name)
    {
        (int width, int height, int components, int bits) = JpegXlStreams.Shape(name);
        return new SampleFormat(width, height, components, bits, false);
    }

    private static byte[] Decode(byte[] stream, SampleFormat expected)
    {
        CodecError? error = JpegXlDecoder.ReadFormat(stream, out SampleFormat format);
        Assert.True(error is null, error?.ToString());
        Assert.Equal(expected, format);
        byte[] samples = new byte[format.ByteLength];
        error = JpegXlDecoder.Decode(stream, samples);
        Assert.True(error is null, error?.ToString());
        return samples;
    }
}
