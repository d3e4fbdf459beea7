using System.Buffers.Binary;

namespace Gantry.Codecs.Jpeg;

/// <summary>Walks the marker segments of a stream and keeps the tables they define (T.81 B).</summary>
internal sealed class JpegReader
{
    private readonly ushort[]?[] quantisation = new ushort[4][];
    private readonly JpegHuffmanTable?[] dc = new JpegHuffmanTable[4];
    private readonly JpegHuffmanTable?[] ac = new JpegHuffmanTable[4];

    /// <summary>The memory of tables: those for DC, then those for AC.</summary>
    private readonly JpegHuffmanTable?[] tables = new JpegHuffmanTable[8];

    public JpegFrame? Frame { get; private set; }

    public int RestartInterval { get; private set; }

    public int? AdobeTransform { get; private set; }

    public bool HasJfif { get; private set; }

    /// <summary>Where the next marker is looked for.</summary>
    public int Position { get; set; } = 2;

    /// <summary>Forgets another stream.</summary>
    public void Start()
    {
        Array.Clear(quantisation);
        Array.Clear(dc);
        Array.Clear(ac);
        (Frame, RestartInterval, AdobeTransform, HasJfif, Position) = (null, 0, null, false, 2);
    }

    public static CodecError? CheckStart(ReadOnlySpan<byte> stream) =>
        stream.Length >= 4 && stream[0] == 0xFF && stream[1] == 0xD8 ? null : CodecError.Malformed(0, "No SOI marker: not a JPEG stream.");

    /// <summary>Reads up to and with the next scan header; <paramref name="scan"/> is null at EOI or, leniently, at the end of the stream.</summary>
    public CodecError? ReadNextScan(ReadOnlySpan<byte> stream, bool stopAtFrame, out JpegScanHeader? scan)
    {
        scan = null;
        while (true)
        {
            // Lenient: bytes between segments are passed over, as every decoder does, T.81 B.1.1.2.
            while (Position + 1 < stream.Length && (stream[Position] != 0xFF || stream[Position + 1] is 0 or 0xFF or (>= 0xD0 and <= 0xD7)))
            {
                Position++;
            }

            if (Position + 1 >= stream.Length || stream[Position + 1] == 0xD9)
            {
                return null;
            }

            int at = Position;
            byte marker = stream[at + 1];
            if (marker is 0xD8 or 0x01)
            {
                Position += 2;
                continue;
            }

            if (at + 4 > stream.Length)
            {
                return CodecError.Truncated(at, "A marker segment is cut short.");
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(stream[(at + 2)..]);
            if (length < 2 || at + 2 + length > stream.Length)
            {
                return CodecError.Truncated(at, $"Marker segment FF{marker:X2} of {length} bytes runs past the end.");
            }

            ReadOnlySpan<byte> body = stream.Slice(at + 4, length - 2);
            Position = at + 2 + length;
            CodecError? error = null;
            switch (marker)
            {
                case 0xC0 or 0xC1:
                    error = ReadFrame(body, at, JpegProcess.Sequential);
                    break;
                case 0xC2:
                    error = ReadFrame(body, at, JpegProcess.Progressive);
                    break;
                case 0xC3:
                    error = ReadFrame(body, at, JpegProcess.Lossless);
                    break;
                case 0xC4:
                    error = ReadHuffmanTables(body, at);
                    break;
                case >= 0xC5 and <= 0xCF and not 0xC8:
                    return CodecError.Unsupported(at, $"Frame type or coding FF{marker:X2} (hierarchical or arithmetic).");
                case 0xF7:
                    return CodecError.Unsupported(at, "The stream is JPEG-LS.");
                case 0xDB:
                    error = ReadQuantisationTables(body, at);
                    break;
                case 0xDD:
                    if (body.Length < 2)
                    {
                        return CodecError.Truncated(at, "The restart interval is cut short.");
                    }

                    RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(body);
                    break;
                case 0xE0:
                    HasJfif |= body.StartsWith("JFIF\0"u8);
                    break;
                case 0xEE:
                    if (body.Length >= 12 && body.StartsWith("Adobe"u8))
                    {
                        AdobeTransform = body[11];
                    }

                    break;
                case 0xDA:
                    error = ReadScan(body, at, Position, out scan);
                    break;
            }

            if (error is not null || scan is not null || (stopAtFrame && Frame is not null))
            {
                return error;
            }
        }
    }

    private CodecError? ReadFrame(ReadOnlySpan<byte> body, int at, JpegProcess process)
    {
        if (Frame is not null)
        {
            return CodecError.Malformed(at, "A second frame header.");
        }

        if (body.Length < 6 || body.Length < 6 + 3 * body[5])
        {
            return CodecError.Truncated(at, "The frame header is cut short.");
        }

        int precision = body[0];
        int height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        int count = body[5];
        bool isPrecisionKnown = process == JpegProcess.Lossless ? precision is >= 2 and <= 16 : precision is 8 or 12;
        if (!isPrecisionKnown || width == 0 || count is < 1 or > 4)
        {
            return CodecError.Malformed(at, $"A frame of {width}x{height}, {count} components of {precision} bits.");
        }

        if (height == 0)
        {
            return CodecError.Unsupported(at, "The number of lines is not in the frame header (DNL).");
        }

        var components = new JpegComponent[count];
        int maxH = 1, maxV = 1;
        for (int c = 0; c < count; c++)
        {
            ReadOnlySpan<byte> spec = body[(6 + 3 * c)..];
            int h = spec[1] >> 4, v = spec[1] & 15;
            if (h is < 1 or > 4 || v is < 1 or > 4 || spec[2] > 3)
            {
                return CodecError.Malformed(at, $"Component {spec[0]} has sampling {h}x{v} and quantisation table {spec[2]}.");
            }

            maxH = Math.Max(maxH, h);
            maxV = Math.Max(maxV, v);
            components[c] = new JpegComponent { Id = spec[0], Horizontal = h, Vertical = v, QuantisationTable = spec[2] };
        }

        int mcusWide = (width + 8 * maxH - 1) / (8 * maxH);
        int mcusHigh = (height + 8 * maxV - 1) / (8 * maxV);
        foreach (JpegComponent component in components)
        {
            if (maxH % component.Horizontal != 0 || maxV % component.Vertical != 0)
            {
                return CodecError.Unsupported(at, "Sampling factors that are not whole ratios.");
            }

            int samplesWide = (width * component.Horizontal + maxH - 1) / maxH;
            int samplesHigh = (height * component.Vertical + maxV - 1) / maxV;
            component.BlocksWide = (samplesWide + 7) / 8;
            component.BlocksHigh = (samplesHigh + 7) / 8;
            component.PaddedBlocksWide = mcusWide * component.Horizontal;
            component.PaddedBlocksHigh = mcusHigh * component.Vertical;
        }

        Frame = new JpegFrame
        {
            Process = process,
            Precision = precision,
            Width = width,
            Height = height,
            Components = components,
            MaxHorizontal = maxH,
            MaxVertical = maxV,
            McusWide = mcusWide,
            McusHigh = mcusHigh,
        };
        return null;
    }

    private CodecError? ReadHuffmanTables(ReadOnlySpan<byte> body, int at)
    {
        while (body.Length >= 17)
        {
            int kind = body[0] >> 4, index = body[0] & 15;
            int total = 0;
            foreach (byte count in body.Slice(1, 16))
            {
                total += count;
            }

            if (kind > 1 || index > 3 || total > 256 || body.Length < 17 + total)
            {
                return CodecError.Malformed(at, $"Huffman table {body[0]:X2} with {total} codes.");
            }

            JpegHuffmanTable table = tables[(4 * kind) + index] ??= new JpegHuffmanTable();
            if (!table.TryDefine(body.Slice(1, 16), body.Slice(17, total)))
            {
                return CodecError.Malformed(at, $"Huffman table {body[0]:X2} has more codes than its lengths allow.");
            }

            (kind == 0 ? dc : ac)[index] = table;
            body = body[(17 + total)..];
        }

        return null;
    }

    private CodecError? ReadQuantisationTables(ReadOnlySpan<byte> body, int at)
    {
        while (!body.IsEmpty)
        {
            int isWide = body[0] >> 4, index = body[0] & 15;
            int bytes = isWide == 0 ? 64 : 128;
            if (isWide > 1 || index > 3 || body.Length < 1 + bytes)
            {
                return CodecError.Malformed(at, $"Quantisation table {body[0]:X2} in {body.Length} bytes.");
            }

            var table = new ushort[64];
            for (int i = 0; i < 64; i++)
            {
                table[i] = isWide == 0 ? body[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(body[(1 + 2 * i)..]);
            }

            quantisation[index] = table;
            body = body[(1 + bytes)..];
        }

        return null;
    }

    private CodecError? ReadScan(ReadOnlySpan<byte> body, int at, int dataStart, out JpegScanHeader? scan)
    {
        scan = null;
        if (Frame is null)
        {
            return CodecError.Malformed(at, "A scan without a frame header before it.");
        }

        int count = body.IsEmpty ? 0 : body[0];
        if (count < 1 || count > Frame.Components.Length || body.Length < 4 + 2 * count)
        {
            return CodecError.Malformed(at, $"A scan of {count} components in a frame of {Frame.Components.Length}.");
        }

        var components = new JpegScanComponent[count];
        for (int i = 0; i < count; i++)
        {
            byte id = body[1 + 2 * i];
            int index = Find(Frame.Components, id);
            if (index < 0 || IsNamed(components.AsSpan(0, i), index))
            {
                return CodecError.Malformed(at, $"The scan names component {id} twice or not of this frame.");
            }

            int tables = body[2 + 2 * i];
            if ((tables >> 4) > 3 || (tables & 15) > 3)
            {
                return CodecError.Malformed(at, $"The scan names Huffman tables {tables:X2}.");
            }

            JpegComponent component = Frame.Components[index];
            component.Quantisation ??= quantisation[component.QuantisationTable];
            components[i] = new JpegScanComponent(component, index, dc[tables >> 4], ac[tables & 15]);
        }

        ReadOnlySpan<byte> rest = body[(1 + 2 * count)..];
        scan = new JpegScanHeader(components, rest[0], rest[1], rest[2] >> 4, rest[2] & 15, dataStart);
        return null;
    }

    private static int Find(JpegComponent[] components, byte id)
    {
        for (int i = 0; i < components.Length; i++)
        {
            if (components[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsNamed(ReadOnlySpan<JpegScanComponent> components, int index)
    {
        foreach (JpegScanComponent component in components)
        {
            if (component.Index == index)
            {
                return true;
            }
        }

        return false;
    }
}
