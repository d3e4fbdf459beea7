using System.Buffers;
using System.Runtime.InteropServices;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg2000;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Codecs;

public sealed class Jpeg2000Tests
{
    public static TheoryData<int, int, int, int> Shapes => Pictures.Shapes(1, 8, 12, 16);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Lossless_pictures_come_back_as_they_were(int width, int height, int components, int bits)
    {
        var format = new SampleFormat(width, height, components, bits, false);
        byte[] samples = Pictures.Mixed(format);

        Assert.Equal(samples, RoundTrip(samples, format, new Jpeg2000Options()));
        Assert.Equal(samples, RoundTrip(samples, format, new Jpeg2000Options { IsHighThroughput = true }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Signed_samples_keep_their_sign(bool isHighThroughput)
    {
        var format = new SampleFormat(61, 47, 1, 12, true);
        var samples = new byte[format.ByteLength];
        Span<short> wide = MemoryMarshal.Cast<byte, short>(samples.AsSpan());
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = (short)(i * 37 % 4096 - 2048);
        }

        Assert.Equal(samples, RoundTrip(samples, format, new Jpeg2000Options { IsHighThroughput = isHighThroughput }));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Tiles_and_either_order_of_packets_make_no_difference(bool isHighThroughput, bool isByResolution)
    {
        var format = new SampleFormat(200, 151, 3, 8, false);
        byte[] samples = Pictures.Mixed(format);
        var options = new Jpeg2000Options { IsHighThroughput = isHighThroughput, IsByResolution = isByResolution, TileSize = 70, Levels = 3 };

        Assert.Equal(samples, RoundTrip(samples, format, options));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Extreme_magnitudes_fit(bool isHighThroughput)
    {
        // Black and white at random, in colours that differ most: what drives the filters and the colour transform furthest.
        var format = new SampleFormat(150, 140, 3, 16, false);
        var samples = new byte[format.ByteLength];
        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(samples.AsSpan());
        var random = new Random(3);
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = (ushort)(random.Next(2) * 65535);
        }

        Assert.Equal(samples, RoundTrip(samples, format, new Jpeg2000Options { IsHighThroughput = isHighThroughput }));
        samples.AsSpan().Clear();
        Assert.Equal(samples, RoundTrip(samples, format, new Jpeg2000Options { IsHighThroughput = isHighThroughput }));
    }

    [Theory]
    [InlineData(1, 8, true, 10.0)]
    [InlineData(3, 8, true, 10.0)]
    [InlineData(1, 12, false, 20.0)]
    [InlineData(3, 8, false, 30.0)]
    public void A_ratio_is_kept_and_the_picture_stays_close(int components, int bits, bool isReversible, double ratio)
    {
        var format = new SampleFormat(300, 200, components, bits, false);
        byte[] samples = Pictures.Smooth(format);
        var output = new ArrayBufferWriter<byte>();

        Assert.Null(Jpeg2000Encoder.Encode(samples, format, new Jpeg2000Options { IsReversible = isReversible, Ratio = ratio }, output));

        Assert.InRange(samples.Length / (double)output.WrittenCount, 0.97 * ratio, double.MaxValue);
        var decoded = new byte[samples.Length];
        Assert.Null(Jpeg2000Decoder.Decode(output.WrittenSpan, 0, decoded));
        Assert.InRange(Pictures.WorstDifference(samples, decoded, format), 0, (1 << bits) / 32);
    }

    [Fact]
    public void The_irreversible_transform_errs_by_about_its_step()
    {
        var format = new SampleFormat(131, 97, 3, 8, false);
        byte[] samples = Pictures.Mixed(format);

        byte[] decoded = RoundTrip(samples, format, new Jpeg2000Options { IsReversible = false });

        Assert.InRange(Pictures.WorstDifference(samples, decoded, format), 0, 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_lower_resolution_is_the_picture_made_smaller(bool isHighThroughput)
    {
        var format = new SampleFormat(333, 205, 1, 8, false);
        byte[] samples = Pictures.Smooth(format);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(Jpeg2000Encoder.Encode(samples, format, new Jpeg2000Options { IsHighThroughput = isHighThroughput }, output));

        Assert.Null(Jpeg2000Decoder.ReadFormat(output.WrittenSpan, 1, out SampleFormat half));
        Assert.Equal(format with { Width = 167, Height = 103 }, half);
        var smaller = new byte[half.ByteLength];
        Assert.Null(Jpeg2000Decoder.Decode(output.WrittenSpan, 1, smaller));
        for (int y = 0; y < half.Height; y++)
        {
            for (int x = 0; x < half.Width; x++)
            {
                Assert.InRange(smaller[y * half.Width + x] - samples[2 * y * format.Width + 2 * x], -6, 6);
            }
        }
    }

    [Theory]
    [InlineData(16, 16, 3)]
    [InlineData(30, 27, 20)]
    [InlineData(3, 9, 30)]
    [InlineData(64, 64, 100)]
    [InlineData(7, 2, 50)]
    public void Passes_behind_the_clean_up_pass_bring_the_last_bit(int width, int height, int greatest)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var block = new RefinedBlock(width, height, greatest, seed);
            var decoded = new byte[block.Format.ByteLength];

            Assert.Null(Jpeg2000Decoder.Decode(block.Stream, 0, decoded));
            Assert.Equal(block.Samples, decoded);
        }
    }

    [Fact]
    public void A_sample_beyond_its_bits_is_refused()
    {
        var format = new SampleFormat(2, 1, 1, 12, false);
        CodecError? error = Jpeg2000Encoder.Encode([0, 0, 0, 0x10], format, new Jpeg2000Options(), new ArrayBufferWriter<byte>());

        Assert.Equal(CodecErrorKind.Mismatch, error?.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stream_cut_anywhere_or_corrupted_never_causes_an_exception(bool isHighThroughput)
    {
        var format = new SampleFormat(40, 30, 3, 8, false);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(Jpeg2000Encoder.Encode(Pictures.Mixed(format), format, new Jpeg2000Options { IsHighThroughput = isHighThroughput, TileSize = 32, Levels = 2 }, output));
        // Larger than the picture: a corrupt header may say so.
        var samples = new byte[1 << 16];
        for (int length = 0; length < output.WrittenCount; length += 5)
        {
            Jpeg2000Decoder.Decode(output.WrittenSpan[..length], 0, samples);
        }

        var random = new Random(7);
        for (int i = 0; i < 600; i++)
        {
            byte[] corrupt = output.WrittenSpan.ToArray();
            for (int k = 0; k < 3; k++)
            {
                corrupt[random.Next(corrupt.Length)] = (byte)random.Next(256);
            }

            Jpeg2000Decoder.Decode(corrupt, 0, samples);
        }
    }

    [Fact]
    public void A_header_that_claims_a_vast_picture_costs_nothing_before_it_is_an_error()
    {
        var format = new SampleFormat(40, 30, 1, 8, false);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(Jpeg2000Encoder.Encode(Pictures.Mixed(format), format, new Jpeg2000Options { Levels = 5 }, output));
        byte[] vast = output.WrittenSpan.ToArray();
        // SIZ: width and height of picture and tile.
        foreach (int at in new[] { 8, 12, 24, 28 })
        {
            vast[at] = 0x7F;
        }

        // Five levels less still fit the caller's buffer only when the caller believes the header, which it does not here.
        Assert.Equal(CodecErrorKind.Mismatch, Jpeg2000Decoder.Decode(vast, 0, new byte[4096])?.Kind);
        vast[Array.IndexOf(vast, (byte)0x52) + 9] = 32;
        Assert.NotNull(Jpeg2000Decoder.Decode(vast, 32, new byte[4096]));
    }

    private static byte[] RoundTrip(byte[] samples, SampleFormat format, Jpeg2000Options options)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(Jpeg2000Encoder.Encode(samples, format, options, output));
        Assert.Null(Jpeg2000Decoder.ReadFormat(output.WrittenSpan, 0, out SampleFormat read));
        Assert.Equal(format, read);
        var decoded = new byte[format.ByteLength];
        Assert.Null(Jpeg2000Decoder.Decode(output.WrittenSpan, 0, decoded));
        return decoded;
    }
}
