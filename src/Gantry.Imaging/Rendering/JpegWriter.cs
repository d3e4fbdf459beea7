using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg;
using Gantry.Imaging.Colour;

namespace Gantry.Imaging.Rendering;

/// <summary>Writes a picture as baseline JPEG; colour as YCbCr with chrominance at half the width.</summary>
public static class JpegWriter
{
    private const int MaxProfilePiece = 65_519;

    /// <param name="picture">The picture, at most 65,535 pixels a side.</param>
    /// <param name="quality">1 to 100, in the scale of the Independent JPEG Group.</param>
    /// <param name="output">Takes the stream.</param>
    /// <param name="profile">The ICC profile that a colour picture carries (ICC.1:2001-04 B.4); empty for none, and left out where it is longer than 255 segments hold.</param>
    public static ImagingError? Write(Picture picture, int quality, IBufferWriter<byte> output, ReadOnlyMemory<byte> profile = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(output);
        byte[] samples = picture.Samples;
        if (picture.IsColour)
        {
            samples = [.. samples];
            ColourFrame.ToFull(samples);
        }

        int segments = (profile.Length + MaxProfilePiece - 1) / MaxProfilePiece;
        if (segments is 0 or > 255 || !picture.IsColour)
        {
            return Encode(picture, samples, quality, output);
        }

        ArrayBufferWriter<byte> plain = new();
        if (Encode(picture, samples, quality, plain) is { } error)
        {
            return error;
        }

        // Behind the start of image comes the profile in APP2 segments, each with its number and how many there are.
        output.Write(plain.WrittenSpan[..2]);
        for (int i = 0; i < segments; i++)
        {
            ReadOnlySpan<byte> piece = profile.Span[(i * MaxProfilePiece)..Math.Min(profile.Length, (i + 1) * MaxProfilePiece)];
            int length = 2 + 12 + 2 + piece.Length;
            output.Write((ReadOnlySpan<byte>)[0xFF, 0xE2, (byte)(length >> 8), (byte)length]);
            output.Write("ICC_PROFILE\0"u8);
            output.Write((ReadOnlySpan<byte>)[(byte)(i + 1), (byte)segments]);
            output.Write(piece);
        }

        output.Write(plain.WrittenSpan[2..]);
        return null;
    }

    private static ImagingError? Encode(Picture picture, byte[] samples, int quality, IBufferWriter<byte> output) =>
        JpegEncoder.Encode(samples, new SampleFormat(picture.Width, picture.Height, picture.Components, 8, false), quality, halvesChroma: true, output) is { } error
            ? ImagingError.Of(error)
            : null;
}
