using System.Buffers;
using Gantry.Codecs;
using Gantry.Codecs.Rle;
using Gantry.Dicom;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Compression;

/// <summary>RLE Lossless (PS3.5 Annex G): whole cells, unused bits too.</summary>
internal sealed class RleFrameCodec : FrameCodec
{
    public override ImagingError? Decode(ReadOnlySpan<byte> stream, PixelDescription description, Span<byte> cells, ref PixelDescription decoded) =>
        description.BitsAllocated == 1 ? DecodeBits(stream, description, cells) : Refuses(description) ?? (RleDecoder.Decode(stream, FormatOf(description), cells) is { } error ? ImagingError.Of(error) : null);

    public override ImagingError? Refuses(PixelDescription description, TransferSyntax syntax) => Refuses(description);

    private static ImagingError? Refuses(PixelDescription description) => description.BitsAllocated is 8 or 16 or 32 && description.Kind == SampleKind.Integer
        ? null
        : ImagingError.Unsupported($"RLE does not hold Bits Allocated {description.BitsAllocated}.");

    /// <summary>Segments are by component, which Planar Configuration 1 says (PS3.5 8.2.2, G.2).</summary>
    public override PixelDescription Encoded(PixelDescription description, TransferSyntax syntax) => description with { IsPlanar = description.Samples > 1 };

    public override ImagingError? Encode(ReadOnlySpan<byte> cells, PixelDescription description, TransferSyntax syntax, int quality, IBufferWriter<byte> output) =>
        RleEncoder.Encode(cells, FormatOf(description), output) is { } error ? ImagingError.Of(error) : null;

    /// <summary>Packed bits as one segment of bytes.</summary>
    private static ImagingError? DecodeBits(ReadOnlySpan<byte> stream, PixelDescription description, Span<byte> cells)
    {
        byte[] packed = new byte[(description.NativeFrameBits + 7) / 8];
        if (RleDecoder.Decode(stream, new SampleFormat(packed.Length, 1, 1, 8, false), packed) is { } error)
        {
            return ImagingError.Of(error);
        }

        NativeCells.Unpack(packed, 0, description, cells);
        return null;
    }

    private static SampleFormat FormatOf(PixelDescription description) =>
        new(description.Columns, description.Rows, description.Samples, description.BitsAllocated, false);
}
