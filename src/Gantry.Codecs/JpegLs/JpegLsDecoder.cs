using System.Buffers.Binary;

namespace Gantry.Codecs.JpegLs;

/// <summary>JPEG-LS, lossless and near-lossless (ITU-T T.87 | ISO/IEC 14495-1): 2 to 16 bits, any interleave, restart intervals.</summary>
public static class JpegLsDecoder
{
    /// <summary>Reads the shape of the picture without decoding it. JPEG-LS knows unsigned samples only.</summary>
    public static CodecError? ReadFormat(ReadOnlySpan<byte> stream, out SampleFormat format)
    {
        CodecError? error = JpegLsHeader.Read(stream, out JpegLsHeader header);
        format = header.Format;
        return error;
    }

    /// <summary>Decodes a picture.</summary>
    /// <param name="stream">From SOI to EOI; bytes after it are not looked at.</param>
    /// <param name="samples">At least <see cref="SampleFormat.ByteLength"/> bytes; what a failure leaves in it is undefined.</param>
    public static CodecError? Decode(ReadOnlySpan<byte> stream, Span<byte> samples)
    {
        CodecError? error = JpegLsHeader.Read(stream, out JpegLsHeader header);
        if (error is not null)
        {
            return error;
        }

        SampleFormat format = header.Format;
        if (samples.Length < format.ByteLength)
        {
            return CodecError.Mismatch($"{format.ByteLength} bytes are needed for the samples, {samples.Length} were given.");
        }

        int decoded = 0;
        while (true)
        {
            error = JpegLsScanDecoder.Decode(stream, header, samples, out int end);
            if (error is not null)
            {
                return error;
            }

            decoded += header.ScanComponents.Length;
            if (decoded >= format.Components)
            {
                return null;
            }

            error = JpegLsHeader.ReadNextScan(stream, end, ref header);
            if (error is not null)
            {
                return error;
            }
        }
    }
}
