using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg;
using Gantry.Imaging.Colour;

namespace Gantry.Imaging.Rendering;

/// <summary>Writes a picture as baseline JPEG; colour as YCbCr with chrominance at half the width.</summary>
public static class JpegWriter
{
    /// <param name="picture">The picture, at most 65,535 pixels a side.</param>
    /// <param name="quality">1 to 100, in the scale of the Independent JPEG Group.</param>
    /// <param name="output">Takes the stream.</param>
    /// <param name="hasProfile">A colour picture carries the profile of sRGB (ICC.1:2001-04 B.4).</param>
    public static ImagingError? Write(Picture picture, int quality, IBufferWriter<byte> output, bool hasProfile = false)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(output);
        byte[] samples = picture.Samples;
        if (picture.IsColour)
        {
            samples = [.. samples];
            ColourFrame.ToFull(samples);
        }

        if (!hasProfile || !picture.IsColour)
        {
            return Encode(picture, samples, quality, output);
        }

        ArrayBufferWriter<byte> plain = new();
        if (Encode(picture, samples, quality, plain) is { } error)
        {
            return error;
        }

        // Behind the start of image comes the profile in one APP2 segment.
        ReadOnlySpan<byte> name = "ICC_PROFILE\0\u0001\u0001"u8;
        int length = 2 + name.Length + SrgbProfile.Bytes.Length;
        output.Write(plain.WrittenSpan[..2]);
        output.Write((ReadOnlySpan<byte>)[0xFF, 0xE2, (byte)(length >> 8), (byte)length]);
        output.Write(name);
        output.Write(SrgbProfile.Bytes.Span);
        output.Write(plain.WrittenSpan[2..]);
        return null;
    }

    private static ImagingError? Encode(Picture picture, byte[] samples, int quality, IBufferWriter<byte> output) =>
        JpegEncoder.Encode(samples, new SampleFormat(picture.Width, picture.Height, picture.Components, 8, false), quality, halvesChroma: true, output) is { } error
            ? ImagingError.Of(error)
            : null;
}
