using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg2000;
using Gantry.Dicom;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Compression;

/// <summary>JPEG 2000 and High-Throughput JPEG 2000 (PS3.5 A.4.4, A.4.12). The codestream's own colour transform is undone while decoding.</summary>
internal sealed class Jpeg2000FrameCodec : FrameCodec
{
    public override bool CanEncode => false;

    public override ImagingError? Decode(ReadOnlySpan<byte> stream, PixelDescription description, Span<byte> cells, ref PixelDescription decoded)
    {
        if (Jpeg2000Decoder.ReadFormat(stream, 0, out SampleFormat format) is { } error)
        {
            return ImagingError.Of(error);
        }

        if (description.Photometric is "YBR_ICT" or "YBR_RCT")
        {
            decoded = decoded with { Photometric = "RGB" };
        }

        return CodecCells.Decode(stream, format, description, cells, (bytes, samples) => Jpeg2000Decoder.Decode(bytes, 0, samples));
    }

    public override ImagingError? Refuses(PixelDescription description) => ImagingError.Unsupported("There is no encoder for JPEG 2000.");

    public override ImagingError? Encode(ReadOnlySpan<byte> cells, PixelDescription description, TransferSyntax syntax, int quality, IBufferWriter<byte> output) =>
        Refuses(description);
}
