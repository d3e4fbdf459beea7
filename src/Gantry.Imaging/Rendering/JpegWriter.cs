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
    public static ImagingError? Write(Picture picture, int quality, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(output);
        byte[] samples = picture.Samples;
        if (picture.IsColour)
        {
            samples = [.. samples];
            ColourFrame.ToFull(samples);
        }

        return JpegEncoder.Encode(samples, new SampleFormat(picture.Width, picture.Height, picture.Components, 8, false), quality, halvesChroma: true, output) is { } error
            ? ImagingError.Of(error)
            : null;
    }
}
