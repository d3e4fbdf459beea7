using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.JpegLs;
using Gantry.Dicom;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Compression;

/// <summary>JPEG-LS, lossless and near-lossless (PS3.5 A.4.3, 8.2.3).</summary>
internal sealed class JpegLsFrameCodec : FrameCodec
{
    public override ImagingError? Decode(ReadOnlySpan<byte> stream, PixelDescription description, Span<byte> cells, ref PixelDescription decoded) =>
        JpegLsDecoder.ReadFormat(stream, out SampleFormat format) is { } error
            ? ImagingError.Of(error)
            : CodecCells.Decode(stream, format, description, cells, JpegLsDecoder.Decode);

    public override string LossyMethod => "ISO_14495_1";

    public override ImagingError? Refuses(PixelDescription description, TransferSyntax syntax) => description switch
    {
        { Kind: not SampleKind.Integer } or { BitsStored: < 2 or > 16 } => ImagingError.Unsupported($"JPEG-LS does not hold samples of {description.BitsStored} bits."),
        { IsSigned: true } when syntax.IsLossy => ImagingError.Unsupported("JPEG-LS has no sign: losses would turn small values below zero into great ones."),
        { Photometric: "PALETTE COLOR" } when syntax.IsLossy => ImagingError.Unsupported("Losses in indices of a palette would change colours at will."),
        _ => null,
    };

    public override ImagingError? Encode(ReadOnlySpan<byte> cells, PixelDescription description, TransferSyntax syntax, int quality, IBufferWriter<byte> output)
    {
        byte[] samples = CodecCells.Samples(cells, description with { IsSigned = false }, out SampleFormat format);
        int near = syntax.IsLossy ? Nearness(quality, format.BitsPerSample) : 0;
        return JpegLsEncoder.Encode(samples, format, near, output) is { } error ? ImagingError.Of(error) : null;
    }

    /// <summary>The greatest difference that a quality of 1 to 100 stands for: 1 at 95 and above in 8 bits, more with more bits.</summary>
    private static int Nearness(int quality, int bits) => Math.Clamp((1 + ((100 - quality) / 10)) << Math.Max(0, bits - 10), 1, 255);
}
