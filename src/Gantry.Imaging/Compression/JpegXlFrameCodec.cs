using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.JpegXl;
using Gantry.Dicom;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Compression;

/// <summary>JPEG XL (PS3.5 A.4): decoded only. Its streams give RGB whatever they were coded as.</summary>
internal sealed class JpegXlFrameCodec : FrameCodec
{
    public override bool CanEncode => false;

    public override ImagingError? Decode(ReadOnlySpan<byte> stream, PixelDescription description, Span<byte> cells, ref PixelDescription decoded)
    {
        if (JpegXlDecoder.ReadFormat(stream, out SampleFormat format) is { } error)
        {
            return ImagingError.Of(error);
        }

        if (description.Samples == 3)
        {
            decoded = decoded with { Photometric = "RGB" };
        }

        return CodecCells.Decode(stream, format, description, cells, JpegXlDecoder.Decode);
    }

    public override ImagingError? Refuses(PixelDescription description, TransferSyntax syntax) => ImagingError.Unsupported("JPEG XL is not encoded.");

    public override ImagingError? Encode(ReadOnlySpan<byte> cells, PixelDescription description, TransferSyntax syntax, int quality, IBufferWriter<byte> output) =>
        Refuses(description, syntax);
}
