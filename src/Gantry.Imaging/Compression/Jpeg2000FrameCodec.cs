using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg2000;
using Gantry.Dicom;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Compression;

/// <summary>JPEG 2000 and High-Throughput JPEG 2000 (PS3.5 A.4.4, A.4.12). The codestream's own colour transform is undone while decoding.</summary>
internal sealed class Jpeg2000FrameCodec : FrameCodec
{
    /// <summary>High throughput is only encoded lossless, which 4.203 allows too (PS3.5 A.4.12).</summary>
    public override bool IsLossless(TransferSyntax syntax) => syntax != TransferSyntax.Jpeg2000;

    public override string LossyMethod => "ISO_15444_1";

    public override ImagingError? Decode(ReadOnlySpan<byte> stream, PixelDescription description, Span<byte> cells, ref PixelDescription decoded) =>
        DecodeReduced(stream, description, 0, cells, ref decoded, out _);

    /// <summary>Without the highest resolutions; a sample of those that are left lies on the first pixel of those it stands for (T.800 B.5).</summary>
    public override ImagingError? DecodeReduced(ReadOnlySpan<byte> stream, PixelDescription description, int levels, Span<byte> cells, ref PixelDescription decoded, out Reduction reduction)
    {
        reduction = Reduction.None;
        if (Jpeg2000Decoder.ReadFormat(stream, 0, out SampleFormat format) is { } error)
        {
            return ImagingError.Of(error);
        }

        if (description.Photometric is "YBR_ICT" or "YBR_RCT")
        {
            decoded = decoded with { Photometric = "RGB" };
        }

        if (CodecCells.Check(format, description) is { } wrong)
        {
            return wrong;
        }

        int discarded = 0;
        SampleFormat reduced = format;

        // A stream may have fewer resolutions than are to be left out.
        while (discarded < levels && Jpeg2000Decoder.ReadFormat(stream, discarded + 1, out SampleFormat next) is null && next != reduced)
        {
            (reduced, discarded) = (next, discarded + 1);
        }

        double scale = 1.0 / (1 << discarded);
        reduction = new Reduction(scale, (1 - scale) / 2);
        decoded = decoded with { Columns = reduced.Width, Rows = reduced.Height };
        return CodecCells.Decode(stream, reduced, description.CellBytes, cells, (bytes, samples) => Jpeg2000Decoder.Decode(bytes, discarded, samples));
    }

    public override ImagingError? Refuses(PixelDescription description, TransferSyntax syntax) => description switch
    {
        { Kind: not SampleKind.Integer } or { BitsStored: > 16 } => ImagingError.Unsupported($"The JPEG 2000 encoder does not hold samples of {description.BitsStored} bits."),
        { Photometric: "PALETTE COLOR" } when !IsLossless(syntax) => ImagingError.Unsupported("Losses in indices of a palette would change colours at will."),
        _ => null,
    };

    public override PixelDescription Encoded(PixelDescription description, TransferSyntax syntax) => description with
    {
        IsPlanar = false,
        Photometric = description is { Samples: 3, Photometric: "RGB" } ? IsLossless(syntax) ? "YBR_RCT" : "YBR_ICT" : description.Photometric,
    };

    public override ImagingError? Encode(ReadOnlySpan<byte> cells, PixelDescription description, TransferSyntax syntax, int quality, IBufferWriter<byte> output)
    {
        byte[] samples = CodecCells.Samples(cells, description, out SampleFormat format);
        bool isHighThroughput = syntax == TransferSyntax.HtJ2k || syntax == TransferSyntax.HtJ2kLossless || syntax == TransferSyntax.HtJ2kLosslessRpcl;
        Jpeg2000Options options = new()
        {
            IsReversible = IsLossless(syntax),
            IsHighThroughput = isHighThroughput,
            IsByResolution = syntax == TransferSyntax.HtJ2kLosslessRpcl,
            HasColourTransform = description.Photometric == "RGB",
            Step = Step(quality, format.BitsPerSample),
        };
        return Jpeg2000Encoder.Encode(samples, format, options, output) is { } error ? ImagingError.Of(error) : null;
    }

    /// <summary>The quantiser's step of a quality of 1 to 100: half a level of 8 bits at 90, more below, and with the bits of the samples.</summary>
    private static double Step(int quality, int bits) => Math.Clamp(0.05 * (101 - quality) * Math.Pow(2, Math.Max(0, bits - 8) / 2.0), 0.01, 64);
}
