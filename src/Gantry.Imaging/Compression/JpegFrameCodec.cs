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

    public override ImagingError? Decode(ReadOnlySpan<byte> stream, PixelDescription description, Span<byte> cells, ref PixelDescription decoded) =>
        DecodeReduced(stream, description, 0, cells, ref decoded, out _);

    /// <summary>From the lowest coefficients of each block; lossless streams whole.</summary>
    public override ImagingError? DecodeReduced(ReadOnlySpan<byte> stream, PixelDescription description, int levels, Span<byte> cells, ref PixelDescription decoded, out Reduction reduction)
    {
        reduction = Reduction.None;
        if (JpegDecoder.ReadInfo(stream, out JpegInfo info) is { } error)
        {
            return ImagingError.Of(error);
        }

        if (description.Samples == 3)
        {
            decoded = decoded with { Photometric = ColourOf(info, description.Photometric) };
        }

        if (CodecCells.Check(info.Format, description) is { } wrong)
        {
            return wrong;
        }

        int discarded = info.IsLossless ? 0 : Math.Min(levels, JpegInfo.MaxDiscardLevels);
        SampleFormat reduced = info.ReducedFormat(discarded);
        reduction = new Reduction(1.0 / (1 << discarded), 0);
        decoded = decoded with { Columns = reduced.Width, Rows = reduced.Height };
        return CodecCells.Decode(stream, reduced, description.CellBytes, cells, (bytes, samples) => JpegDecoder.Decode(bytes, discarded, samples));
    }

    public override string LossyMethod => "ISO_10918_1";

    public override ImagingError? Refuses(PixelDescription description, TransferSyntax syntax)
    {
        int most = syntax == TransferSyntax.JpegBaseline ? 8 : syntax == TransferSyntax.JpegExtended ? description.Samples == 3 ? 8 : 12 : 16;
        return description switch
        {
            { Kind: not SampleKind.Integer } or { BitsStored: < 2 } or { Samples: not (1 or 3) } => ImagingError.Unsupported($"JPEG does not hold {description.Samples} samples of {description.BitsStored} bits."),
            _ when description.BitsStored > most => ImagingError.Unsupported($"{syntax.Name} holds {most} bits a sample, these have {description.BitsStored}."),
            { IsSigned: true } when syntax.IsLossy => ImagingError.Unsupported("JPEG has no sign: losses would turn small values below zero into great ones."),
            { Photometric: "PALETTE COLOR" } when syntax.IsLossy => ImagingError.Unsupported("Losses in indices of a palette would change colours at will."),
            _ => null,
        };
    }

    public override PixelDescription Encoded(PixelDescription description, TransferSyntax syntax) =>
        description with { IsPlanar = false, Photometric = syntax.IsLossy && description.Samples == 3 ? "YBR_FULL_422" : description.Photometric };

    public override ImagingError? Encode(ReadOnlySpan<byte> cells, PixelDescription description, TransferSyntax syntax, int quality, IBufferWriter<byte> output)
    {
        byte[] samples = CodecCells.Samples(cells, description with { IsSigned = false }, out SampleFormat format);
        if (!syntax.IsLossy)
        {
            return JpegLosslessEncoder.Encode(samples, format, predictor: 1, output) is { } failed ? ImagingError.Of(failed) : null;
        }

        if (description.Samples == 3 && description.Photometric == "RGB")
        {
            ColourFrame.ToFull(samples);
        }

        return JpegEncoder.Encode(samples, format, quality, halvesChroma: true, output) is { } error ? ImagingError.Of(error) : null;
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
