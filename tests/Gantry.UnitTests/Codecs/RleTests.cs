using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.Rle;
using Xunit;

namespace Gantry.UnitTests.Codecs;

public sealed class RleTests
{
    public static TheoryData<int, int, int, int> Shapes => Pictures.Shapes(8, 16);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Pictures_come_back_as_they_were(int width, int height, int components, int bits)
    {
        var format = new SampleFormat(width, height, components, bits, false);
        byte[] samples = Pictures.Mixed(format);
        var output = new ArrayBufferWriter<byte>();

        Assert.Null(RleEncoder.Encode(samples, format, output));

        var decoded = new byte[format.ByteLength];
        Assert.Null(RleDecoder.Decode(output.WrittenSpan, format, decoded));
        Assert.Equal(samples, decoded);
        Assert.Equal(0, output.WrittenCount % 2);
    }

    [Fact]
    public void A_segment_outside_the_stream_is_named()
    {
        var format = new SampleFormat(4, 4, 1, 8, false);
        byte[] stream = new byte[66];
        stream[0] = 1;
        stream[4] = 200;

        CodecError? error = RleDecoder.Decode(stream, format, new byte[16]);

        Assert.Equal(CodecErrorKind.Malformed, error?.Kind);
        Assert.Contains("segment 0", error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_segment_is_an_error()
    {
        var format = new SampleFormat(4, 4, 1, 8, false);
        byte[] stream = new byte[66];
        stream[0] = 1;
        stream[4] = 64;

        Assert.Equal(CodecErrorKind.Truncated, RleDecoder.Decode(stream, format, new byte[16])?.Kind);
    }
}
