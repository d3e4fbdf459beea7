using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg;
using Gantry.Codecs.Jpeg2000;
using Gantry.Codecs.JpegLs;
using Gantry.Codecs.Rle;

namespace Gantry.Fuzz.Codecs;

/// <summary>Small well-formed streams of every codec, in all the forms that the encoders know.</summary>
internal static class CodecSeeds
{
    private static readonly SampleFormat[] Formats = [new(25, 19, 1, 8, false), new(21, 18, 3, 8, false), new(23, 17, 1, 12, false), new(20, 22, 1, 16, false)];

    public static readonly SampleFormat RleFormat = new(20, 22, 1, 16, false);

    public static byte[][] Rle() => [Make(RleFormat, (samples, format, output) => RleEncoder.Encode(samples, format, output))];

    public static byte[][] Jpeg() =>
    [
        .. from format in Formats
           where format.BitsPerSample <= 12
           from quality in (int[])[50, 100]
           select Make(format, (samples, shape, output) => JpegEncoder.Encode(samples, shape, quality, quality == 50, output)),
        .. from format in Formats
           from predictor in Enumerable.Range(1, 7)
           select Make(format, (samples, shape, output) => JpegLosslessEncoder.Encode(samples, shape, predictor, output)),
    ];

    public static byte[][] JpegLs() =>
    [
        .. from format in Formats
           from near in (int[])[0, 3]
           select Make(format, (samples, shape, output) => JpegLsEncoder.Encode(samples, shape, near, output)),
    ];

    public static byte[][] Jpeg2000() =>
    [
        .. from format in Formats
           from options in (Jpeg2000Options[])
           [
               new(), new() { IsReversible = false }, new() { IsReversible = false, Ratio = 4 }, new() { TileSize = 10, Levels = 2, IsByResolution = true },
               new() { IsHighThroughput = true }, new() { IsHighThroughput = true, IsByResolution = true, TileSize = 12 },
           ]
           select Make(format, (samples, shape, output) => Jpeg2000Encoder.Encode(samples, shape, options, output)),
    ];

    private delegate CodecError? Encoder(ReadOnlySpan<byte> samples, SampleFormat format, IBufferWriter<byte> output);

    /// <summary>A third flat, a third a ramp, a third noise.</summary>
    private static byte[] Make(SampleFormat format, Encoder encode)
    {
        Random random = new(5);
        byte[] samples = new byte[format.ByteLength];
        int max = (1 << format.BitsPerSample) - 1;
        for (int i = 0; i < samples.Length / format.BytesPerSample; i++)
        {
            int value = (i % format.Width * 3 / format.Width) switch { 0 => max / 3, 1 => (i * 7) & max, _ => random.Next(max + 1) };
            if (format.BytesPerSample == 1)
            {
                samples[i] = (byte)value;
            }
            else
            {
                BitConverter.TryWriteBytes(samples.AsSpan(2 * i), (ushort)value);
            }
        }

        ArrayBufferWriter<byte> output = new();
        return encode(samples, format, output) is { } error ? throw new InvalidOperationException(error.ToString()) : output.WrittenSpan.ToArray();
    }
}
