using System.Buffers;
using System.IO.Compression;
using Gantry.Dicom;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Compression;

/// <summary>Native frames within fragments: as they are (PS3.5 A.4.11) or each deflated (A.4.13).</summary>
internal sealed class UncompressedFrameCodec(bool isDeflated) : FrameCodec
{
    public override ImagingError? Decode(ReadOnlySpan<byte> stream, PixelDescription description, Span<byte> cells, ref PixelDescription decoded)
    {
        int needed = (int)((description.NativeFrameBits + 7) / 8);
        byte[]? inflated = null;
        try
        {
            if (isDeflated)
            {
                inflated = ArrayPool<byte>.Shared.Rent(needed);
                if (Inflate(stream, inflated.AsSpan(0, needed)) is { } wrong)
                {
                    return wrong;
                }

                stream = inflated.AsSpan(0, needed);
            }

            if (stream.Length < needed)
            {
                return ImagingError.Malformed($"{stream.Length} bytes where a frame has {needed}.");
            }

            NativeCells.Unpack(stream, 0, description, cells);
            decoded = decoded with { Photometric = Colour.Photometrics.WithoutSubsampling(description.Photometric) };
            return null;
        }
        finally
        {
            if (inflated is not null)
            {
                ArrayPool<byte>.Shared.Return(inflated);
            }
        }
    }

    public override ImagingError? Refuses(PixelDescription description, TransferSyntax syntax) => null;

    public override ImagingError? Encode(ReadOnlySpan<byte> cells, PixelDescription description, TransferSyntax syntax, int quality, IBufferWriter<byte> output)
    {
        byte[] native = description.BitsAllocated == 1 ? BitCells.Pack(cells) : cells.ToArray();
        if (!isDeflated)
        {
            output.Write(native);
            return null;
        }

        using MemoryStream target = new();
        using (DeflateStream deflate = new(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(native);
        }

        output.Write(target.GetBuffer().AsSpan(0, (int)target.Length));
        return null;
    }

    private static ImagingError? Inflate(ReadOnlySpan<byte> stream, Span<byte> output)
    {
        using DeflateStream inflate = new(new MemoryStream(stream.ToArray()), CompressionMode.Decompress);
        try
        {
            int read = inflate.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
            return read == output.Length ? null : ImagingError.Malformed($"The frame inflates to {read} of {output.Length} bytes.");
        }
        catch (InvalidDataException)
        {
            return ImagingError.Malformed("The frame is no deflate stream.");
        }
    }
}
