using Gantry.Codecs.JpegXl.Headers;

namespace Gantry.Codecs.JpegXl;

/// <summary>
/// JPEG XL (ISO/IEC 18181-1), as a codestream or in a file's boxes (18181-2): Modular and VarDCT frames, so lossless, lossy and recompressed JPEG.
/// Samples of 1 to 24 bits, grey or of three colours; other channels are left out. Samples in floating point are given as integers of 16 bits, 65535
/// for 1 and more. Of an animation the first picture is given. Splines, and frames or patches blended by transparency, are <see cref="CodecErrorKind.Unsupported"/>.
/// </summary>
public static class JpegXlDecoder
{
    /// <summary>Scratch that a decoding may take: bytes for each byte of the picture, and a constant.</summary>
    private const int ScratchFactor = 64, ScratchBytes = 8 << 20;

    /// <summary>Reads the shape of the picture, turned upright, without decoding it. JPEG XL knows unsigned samples only.</summary>
    public static CodecError? ReadFormat(ReadOnlySpan<byte> stream, out SampleFormat format)
    {
        CodecError? error = ReadHeader(stream, out ImageHeader header, out _, out _);
        format = error is null ? header.Format : default;
        return error;
    }

    /// <summary>Decodes a picture.</summary>
    /// <param name="stream">Codestream or file.</param>
    /// <param name="samples">At least <see cref="SampleFormat.ByteLength"/> bytes of what <see cref="ReadFormat"/> gives; what a failure leaves in it is undefined.</param>
    public static CodecError? Decode(ReadOnlySpan<byte> stream, Span<byte> samples)
    {
        if (ReadHeader(stream, out ImageHeader header, out ReadOnlySpan<byte> codestream, out long start) is { } error)
        {
            return error;
        }

        SampleFormat format = header.Format;
        if (samples.Length < format.ByteLength)
        {
            return CodecError.Mismatch($"{format.ByteLength} bytes are needed for the samples, {samples.Length} were given.");
        }

        using JxlMemory memory = new((format.ByteLength * ScratchFactor) + ScratchBytes);
        return new PictureDecoder(header, memory).Decode(codestream, start, samples[..(int)format.ByteLength]);
    }

    private static CodecError? ReadHeader(ReadOnlySpan<byte> stream, out ImageHeader header, out ReadOnlySpan<byte> codestream, out long start)
    {
        header = new ImageHeader();
        start = 0;
        if (JpegXlContainer.Unwrap(stream, out codestream) is { } error)
        {
            return error;
        }

        JxlBitReader reader = new(codestream, 0);
        header.Read(ref reader);
        start = reader.Position / 8;
        return reader.Failure;
    }
}
