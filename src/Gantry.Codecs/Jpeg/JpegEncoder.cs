using System.Buffers;

namespace Gantry.Codecs.Jpeg;

/// <summary>JPEG encoder (ITU-T T.81): baseline of 8 bits, extended of 12 bits, Huffman tables made for the picture.</summary>
public static class JpegEncoder
{
    /// <summary>Encodes a picture of 1 or 3 components as they are; for colour give Y, Cb and Cr.</summary>
    /// <param name="samples">Laid out as <paramref name="format"/> says; 8 bits in a byte, or up to 12 in two.</param>
    /// <param name="format">The picture's shape.</param>
    /// <param name="quality">1 to 100, on the scale of the Independent JPEG Group.</param>
    /// <param name="halvesChroma">Second and third component at half the width (4:2:2).</param>
    /// <param name="output">Takes the stream, SOI to EOI.</param>
    public static CodecError? Encode(ReadOnlySpan<byte> samples, in SampleFormat format, int quality, bool halvesChroma, IBufferWriter<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (format.BitsPerSample > 12 || format.Components is not (1 or 3) || format.Width is < 1 or > 65535 || format.Height is < 1 or > 65535)
        {
            return CodecError.Unsupported(0, $"Baseline and extended JPEG do not hold {format}.");
        }

        if (samples.Length < format.ByteLength)
        {
            return CodecError.Mismatch($"{format.ByteLength} bytes of samples are needed, {samples.Length} were given.");
        }

        SampleFormat coded = format with { BitsPerSample = format.BitsPerSample <= 8 ? 8 : 12 };
        bool halves = halvesChroma && format.Components == 3;
        JpegCoefficients picture = Scratch<JpegCoefficients>.Take();
        picture.Load(samples, coded, quality, halves);
        try
        {
            picture.Write(coded, output);
            return null;
        }
        finally
        {
            picture.Return();
            Scratch<JpegCoefficients>.Return(picture);
        }
    }
}
