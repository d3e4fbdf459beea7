using Gantry.Codecs;
using Gantry.Codecs.Jpeg;
using Gantry.Codecs.Jpeg2000;
using Gantry.Codecs.JpegLs;
using Gantry.Codecs.JpegXl;
using Gantry.Codecs.Rle;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Codecs;

/// <summary>A codec that has had a frame takes the next one of its kind without allocating: tables, models and layouts are kept.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const long Limit = 1536;

    private const long JpegXlLimit = 96 << 10;

    public static TheoryData<string> JpegXl => [.. JpegXlStreams.Names("")];

    public static TheoryData<string, int, int> Codecs
    {
        get
        {
            TheoryData<string, int, int> data = [];
            foreach (string codec in (string[])["RLE", "JPEG", "JPEG lossless", "JPEG-LS", "JPEG 2000", "JPEG 2000 lossy", "HTJ2K", "HTJ2K by resolution"])
            {
                data.Add(codec, 1, codec == "JPEG" ? 8 : 16);
                data.Add(codec, 3, 8);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_second_frame_allocates_next_to_nothing(string codec, int components, int bits)
    {
        var format = new SampleFormat(300, 260, components, bits, false);
        byte[] samples = Pictures.Mixed(format), other = Pictures.Mixed(format, seed: 2), decoded = new byte[format.ByteLength];
        var output = new FixedOutput(4 * samples.Length + 65536);
        Encode(codec, other, format, output);
        Encode(codec, samples, format, output);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Encode(codec, other, format, output);
        long encoding = GC.GetAllocatedBytesForCurrentThread() - before;

        byte[] stream = output.Written.ToArray();
        Decode(codec, stream, format, decoded);
        before = GC.GetAllocatedBytesForCurrentThread();
        Decode(codec, stream, format, decoded);
        long decoding = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(encoding <= Limit && decoding <= Limit, $"{encoding} bytes allocated by encoding, {decoding} by decoding.");
    }

    /// <summary>A JPEG XL stream describes its tables itself; they alone are made anew, and what grows with the picture is pooled.</summary>
    [Theory]
    [MemberData(nameof(JpegXl))]
    public void Jpeg_XL_allocates_what_a_stream_describes(string name)
    {
        byte[] stream = JpegXlStreams.Read(name);
        (int width, int height, int components, int bits) = JpegXlStreams.Shape(name);
        byte[] samples = new byte[new SampleFormat(width, height, components, bits, false).ByteLength];
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(JpegXlDecoder.Decode(stream, samples));
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        JpegXlDecoder.Decode(stream, samples);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, JpegXlLimit);
    }

    private static void Encode(string codec, byte[] samples, in SampleFormat format, FixedOutput output)
    {
        output.Clear();
        Assert.Null(codec switch
        {
            "RLE" => RleEncoder.Encode(samples, format, output),
            "JPEG" => JpegEncoder.Encode(samples, format, 90, true, output),
            "JPEG lossless" => JpegLosslessEncoder.Encode(samples, format, 1, output),
            "JPEG-LS" => JpegLsEncoder.Encode(samples, format, 0, output),
            "JPEG 2000" => Jpeg2000Encoder.Encode(samples, format, Lossless, output),
            "JPEG 2000 lossy" => Jpeg2000Encoder.Encode(samples, format, Lossy, output),
            "HTJ2K" => Jpeg2000Encoder.Encode(samples, format, HighThroughput, output),
            _ => Jpeg2000Encoder.Encode(samples, format, ByResolution, output),
        });
    }

    private static readonly Jpeg2000Options Lossless = new(), Lossy = new() { IsReversible = false, Ratio = 8 }, HighThroughput = new() { IsHighThroughput = true },
        ByResolution = new() { IsHighThroughput = true, IsByResolution = true, TileSize = 128 };

    private static void Decode(string codec, byte[] stream, in SampleFormat format, byte[] samples) => Assert.Null(codec switch
    {
        "RLE" => RleDecoder.Decode(stream, format, samples),
        "JPEG" or "JPEG lossless" => JpegDecoder.Decode(stream, samples),
        "JPEG-LS" => JpegLsDecoder.Decode(stream, samples),
        _ => Jpeg2000Decoder.Decode(stream, 0, samples),
    });
}
