using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg;
using Gantry.Dicom;
using Gantry.Imaging.Colour;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Compression;

/// <summary>JPEG baseline, extended and lossless (PS3.5 A.4.1, 8.2.1).</summary>
internal sealed class JpegFrameCodec(bool canEncode = true) : FrameCodec
{
    public override bool CanEncode => canEncode;

    public override ImagingError? Decode(ReadOnlySpan<byte> stream, PixelDescription description, Span<byte> cells, ref PixelDescription decoded)
    {
        if (JpegDecoder.ReadInfo(stream, out JpegInfo info) is { } error)
        {
            return ImagingError.Of(error);
        }

        if (description.Samples == 3)
        {
            decoded = decoded with { Photometric = ColourOf(info, description.Photometric) };
        }

        return CodecCells.Decode(stream, info.Format, description, cells, JpegDecoder.Decode);
    }

    public override ImagingError? Refuses(PixelDescription description) =>
        description.Kind != SampleKind.Integer || description.BitsStored is < 2 or > 16 || description.Samples is not (1 or 3)
            ? ImagingError.Unsupported($"JPEG does not hold {description.Samples} samples of {description.BitsStored} bits.")
            : null;

    public override ImagingError? Encode(ReadOnlySpan<byte> cells, PixelDescription description, TransferSyntax syntax, int quality, IBufferWriter<byte> output)
    {
        byte[] samples = CodecCells.Samples(cells, description, out SampleFormat format);
        CodecError? error = syntax == TransferSyntax.JpegLossless || syntax == TransferSyntax.JpegLosslessSv1
            ? JpegLosslessEncoder.Encode(samples, format, predictor: 1, output)
            : JpegEncoder.Encode(samples, format, quality, halvesChroma: false, output);
        return error is null ? null : ImagingError.Of(error);
    }

    /// <summary>
    /// The colour that three decoded components have. Lenient: streams with an Adobe segment or subsampled JFIF say it themselves, whatever the
    /// attribute says, PS3.3 C.7.6.3.1.2.
    /// </summary>
    private static string ColourOf(in JpegInfo info, string photometric) => info switch
    {
        { IsLossless: true } => Photometrics.WithoutSubsampling(photometric),
        { AdobeTransform: 0 } => "RGB",
        { AdobeTransform: 1 } or { HasJfif: true, IsSubsampled: true } => "YBR_FULL",
        { HasRgbIdentifiers: true } => "RGB",
        _ => Photometrics.WithoutSubsampling(photometric),
    };
}
