using System.Buffers;
using System.Buffers.Binary;

namespace Gantry.Codecs.JpegLs;

/// <summary>JPEG-LS encoder (ITU-T T.87): lossless, or near-lossless with every sample within <c>near</c> of the original. Several components are interleaved by line.</summary>
public static class JpegLsEncoder
{
    /// <summary>Encodes a picture of 2 to 16 bits and 1 to 4 components, up to 65,535 by 65,535.</summary>
    /// <param name="samples">Laid out as <paramref name="format"/> says; signed samples are refused, as JPEG-LS has no sign: pass their bits as unsigned.</param>
    /// <param name="format">The picture's shape.</param>
    /// <param name="near">Greatest difference allowed for each sample; 0 is lossless.</param>
    /// <param name="output">Takes the stream, SOI to EOI.</param>
    public static CodecError? Encode(ReadOnlySpan<byte> samples, in SampleFormat format, int near, IBufferWriter<byte> output)
    {
        if (format.IsSigned || format.BitsPerSample is < 2 or > 16 || format.Components is < 1 or > 4
            || format.Width is < 1 or > 65535 || format.Height is < 1 or > 65535)
        {
            return CodecError.Unsupported(0, $"JPEG-LS does not hold {format}.");
        }

        if (samples.Length < format.ByteLength)
        {
            return CodecError.Mismatch($"{format.ByteLength} bytes of samples are needed, {samples.Length} were given.");
        }

        JpegLsParameters parameters = JpegLsParameters.Default((1 << format.BitsPerSample) - 1, near);
        if (!parameters.IsValid)
        {
            return CodecError.Unsupported(0, $"A difference of {near} in samples of {format.BitsPerSample} bits.");
        }

        WriteHeader(format, near, output);
        CodecError? error = JpegLsScanEncoder.Encode(samples, format, parameters, output);
        if (error is not null)
        {
            return error;
        }

        Span<byte> eoi = output.GetSpan(2);
        BinaryPrimitives.WriteUInt16BigEndian(eoi, 0xFFD9);
        output.Advance(2);
        return null;
    }

    private static void WriteHeader(in SampleFormat format, int near, IBufferWriter<byte> output)
    {
        Span<byte> header = output.GetSpan(64);
        int at = 0;
        BinaryPrimitives.WriteUInt16BigEndian(header, 0xFFD8);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], 0xFFF7);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)(8 + 3 * format.Components));
        header[6] = (byte)format.BitsPerSample;
        BinaryPrimitives.WriteUInt16BigEndian(header[7..], (ushort)format.Height);
        BinaryPrimitives.WriteUInt16BigEndian(header[9..], (ushort)format.Width);
        header[11] = (byte)format.Components;
        at = 12;
        for (int c = 0; c < format.Components; c++)
        {
            header[at++] = (byte)(c + 1);
            header[at++] = 0x11;
            header[at++] = 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(header[at..], 0xFFDA);
        BinaryPrimitives.WriteUInt16BigEndian(header[(at + 2)..], (ushort)(6 + 2 * format.Components));
        header[at + 4] = (byte)format.Components;
        at += 5;
        for (int c = 0; c < format.Components; c++)
        {
            header[at++] = (byte)(c + 1);
            header[at++] = 0;
        }

        header[at++] = (byte)near;
        header[at++] = (byte)(format.Components == 1 ? JpegLsInterleave.None : JpegLsInterleave.Line);
        header[at++] = 0;
        output.Advance(at);
    }
}
