using System.Buffers.Binary;

namespace Gantry.Codecs.JpegLs;

internal enum JpegLsInterleave { None, Line, Sample }

/// <summary>What the marker segments before a scan say (T.87 C).</summary>
internal struct JpegLsHeader
{
    public SampleFormat Format;
    public JpegLsParameters Parameters;
    public JpegLsInterleave Interleave;
    public int[] ScanComponents;
    public int RestartInterval;

    /// <summary>First byte of the scan's entropy-coded data.</summary>
    public int ScanStart;

    private byte[] componentIds;
    private (int MaxValue, int T1, int T2, int T3, int Reset) preset;

    public static CodecError? Read(ReadOnlySpan<byte> stream, out JpegLsHeader header)
    {
        header = new JpegLsHeader { componentIds = [], ScanComponents = [] };
        if (stream.Length < 2 || stream[0] != 0xFF || stream[1] != 0xD8)
        {
            return CodecError.Malformed(0, "No SOI marker: not a JPEG-LS stream.");
        }

        return ReadNextScan(stream, 2, ref header);
    }

    /// <summary>Reads marker segments up to and with the next start of scan.</summary>
    public static CodecError? ReadNextScan(ReadOnlySpan<byte> stream, int at, ref JpegLsHeader header)
    {
        while (true)
        {
            if (at + 4 > stream.Length)
            {
                return CodecError.Truncated(stream.Length, "The stream ends before a scan starts.");
            }

            if (stream[at] != 0xFF)
            {
                return CodecError.Malformed(at, $"A marker is expected, {stream[at]:X2} was found.");
            }

            byte marker = stream[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker == 0xD9)
            {
                return CodecError.Truncated(at, "The picture ends before all its components are there.");
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(stream[(at + 2)..]);
            if (length < 2 || at + 2 + length > stream.Length)
            {
                return CodecError.Truncated(at, $"Marker segment FF{marker:X2} of {length} bytes runs past the end.");
            }

            ReadOnlySpan<byte> body = stream.Slice(at + 4, length - 2);
            CodecError? error = marker switch
            {
                0xF7 => header.ReadFrame(body, at),
                0xF8 => header.ReadPreset(body, at),
                0xDD => header.ReadRestartInterval(body, at),
                0xDA => header.ReadScan(body, at),
                >= 0xC0 and <= 0xCF when marker is not (0xC4 or 0xC8 or 0xCC) => CodecError.Unsupported(at, $"Frame type FF{marker:X2} is JPEG, not JPEG-LS."),
                _ => null,
            };
            at += 2 + length;
            if (error is not null)
            {
                return error;
            }

            if (marker == 0xDA)
            {
                header.ScanStart = at;
                return null;
            }
        }
    }

    private CodecError? ReadFrame(ReadOnlySpan<byte> body, int at)
    {
        if (body.Length < 6 || body.Length < 6 + 3 * body[5])
        {
            return CodecError.Truncated(at, "The frame header is cut short.");
        }

        int bits = body[0];
        int height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        int components = body[5];
        if (bits is < 2 or > 16 || width == 0 || components is < 1 or > 4)
        {
            return CodecError.Malformed(at, $"A frame of {width}x{height}, {components} components of {bits} bits.");
        }

        if (height == 0)
        {
            return CodecError.Unsupported(at, "The number of lines is not in the frame header (DNL).");
        }

        Format = new SampleFormat(width, height, components, bits, false);
        componentIds = new byte[components];
        for (int c = 0; c < components; c++)
        {
            componentIds[c] = body[6 + 3 * c];
            if (body[7 + 3 * c] != 0x11)
            {
                return CodecError.Unsupported(at, "Components of different sizes.");
            }
        }

        return null;
    }

    private CodecError? ReadPreset(ReadOnlySpan<byte> body, int at)
    {
        if (body.IsEmpty || body[0] != 1)
        {
            return CodecError.Unsupported(at, "JPEG-LS mapping tables and extended dimensions.");
        }

        if (body.Length < 11)
        {
            return CodecError.Truncated(at, "The preset coding parameters are cut short.");
        }

        preset = (
            BinaryPrimitives.ReadUInt16BigEndian(body[1..]), BinaryPrimitives.ReadUInt16BigEndian(body[3..]), BinaryPrimitives.ReadUInt16BigEndian(body[5..]),
            BinaryPrimitives.ReadUInt16BigEndian(body[7..]), BinaryPrimitives.ReadUInt16BigEndian(body[9..]));
        return null;
    }

    private CodecError? ReadRestartInterval(ReadOnlySpan<byte> body, int at)
    {
        if (body.Length is < 2 or > 4)
        {
            return CodecError.Malformed(at, "A restart interval has 2 to 4 bytes.");
        }

        RestartInterval = 0;
        foreach (byte b in body)
        {
            RestartInterval = (RestartInterval << 8) | b;
        }

        return RestartInterval < 0 ? CodecError.Malformed(at, "The restart interval is out of range.") : null;
    }

    private CodecError? ReadScan(ReadOnlySpan<byte> body, int at)
    {
        if (Format.Width == 0)
        {
            return CodecError.Malformed(at, "A scan without a JPEG-LS frame header before it.");
        }

        int count = body.IsEmpty ? 0 : body[0];
        if (count < 1 || count > Format.Components || body.Length < 4 + 2 * count)
        {
            return CodecError.Malformed(at, $"A scan of {count} components in a picture of {Format.Components}.");
        }

        ScanComponents = new int[count];
        for (int i = 0; i < count; i++)
        {
            int index = Array.IndexOf(componentIds, body[1 + 2 * i]);
            if (index < 0)
            {
                return CodecError.Malformed(at, $"The scan names component {body[1 + 2 * i]}, which the frame does not have.");
            }

            if (body[2 + 2 * i] != 0)
            {
                return CodecError.Unsupported(at, "JPEG-LS mapping tables.");
            }

            ScanComponents[i] = index;
        }

        int near = body[1 + 2 * count];
        int interleave = body[2 + 2 * count];
        if (interleave > 2 || (interleave == 0 && count != 1))
        {
            return CodecError.Malformed(at, $"Interleave mode {interleave} with {count} components.");
        }

        if ((body[3 + 2 * count] & 0x0F) != 0)
        {
            return CodecError.Unsupported(at, "A point transform.");
        }

        // One component alone is coded the same whatever the mode says.
        Interleave = count == 1 ? JpegLsInterleave.None : (JpegLsInterleave)interleave;
        int maxValue = preset.MaxValue != 0 ? preset.MaxValue : (1 << Format.BitsPerSample) - 1;
        JpegLsParameters defaults = JpegLsParameters.Default(maxValue, near);
        Parameters = new JpegLsParameters(
            maxValue, near,
            preset.T1 != 0 ? preset.T1 : defaults.Threshold1,
            preset.T2 != 0 ? preset.T2 : defaults.Threshold2,
            preset.T3 != 0 ? preset.T3 : defaults.Threshold3,
            preset.Reset != 0 ? preset.Reset : defaults.Reset);
        return Parameters.IsValid && maxValue < 1 << Format.BitsPerSample ? null : CodecError.Malformed(at, $"Coding parameters out of range: {Parameters}.");
    }
}
