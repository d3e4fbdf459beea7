using System.Buffers.Binary;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>The main header of a codestream and where its tile-parts lie (ITU-T T.800 A).</summary>
internal sealed class Codestream
{
    private const int MaxTiles = 65535;

    public ImageSize Size { get; private set; } = null!;

    public TileHeader Main { get; } = new();

    /// <summary>Headers of tiles that have been there, in this stream or in one before it with the same main header.</summary>
    public Dictionary<int, TileHeader> Tiles { get; } = [];

    /// <summary>Another stream with the same main header may be read into the same objects: nothing in it has changed them.</summary>
    public bool IsReusable { get; private set; } = true;

    /// <summary>Code-blocks and precincts of the layouts that the tiles' headers keep.</summary>
    public int KeptParts { get; set; }

    /// <summary>Bytes of the main header and the marker after it.</summary>
    public int HeaderLength { get; private set; }

    /// <summary>Packed packet headers of the main header (PPM), in order of tile-parts.</summary>
    private readonly SortedDictionary<int, byte[]> packedHeaders = [];

    /// <summary>Reads the headers only when <paramref name="stopAtTiles"/> is set.</summary>
    public static CodecError? Read(ReadOnlySpan<byte> stream, bool stopAtTiles, out Codestream codestream)
    {
        codestream = new Codestream();
        if (stream.Length < 4 || BinaryPrimitives.ReadUInt16BigEndian(stream) != 0xFF4F)
        {
            return CodecError.Malformed(0, "No SOC marker: not a JPEG 2000 codestream.");
        }

        int at = 2;
        while (true)
        {
            if (at + 4 > stream.Length)
            {
                return CodecError.Truncated(at, "The main header is cut short.");
            }

            int marker = BinaryPrimitives.ReadUInt16BigEndian(stream[at..]);
            if (marker == 0xFF90)
            {
                break;
            }

            if (marker < 0xFF00)
            {
                return CodecError.Malformed(at, $"A marker is expected, {marker:X4} was found.");
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(stream[(at + 2)..]);
            if (length < 2 || at + 2 + length > stream.Length)
            {
                return CodecError.Truncated(at, $"Marker segment {marker:X4} of {length} bytes runs past the end.");
            }

            ReadOnlySpan<byte> body = stream.Slice(at + 4, length - 2);
            CodecError? error = marker switch
            {
                0xFF51 => codestream.ReadSize(body, at),
                0xFF60 => codestream.ReadPackedHeaders(body, at),
                _ when codestream.Size is null => CodecError.Malformed(at, "The main header does not begin with SIZ."),
                _ => codestream.Main.Read(marker, body, at, codestream.Size.Components.Length),
            };
            if (error is not null)
            {
                return error;
            }

            at += 2 + length;
        }

        if (codestream.Size is null)
        {
            return CodecError.Malformed(at, "The main header has no SIZ.");
        }

        if (codestream.Main.Style is null || codestream.Main.Quantisation is null)
        {
            return CodecError.Malformed(at, "The main header lacks COD or QCD.");
        }

        codestream.HeaderLength = at + 2;
        return stopAtTiles ? null : codestream.ReadTileParts(stream);
    }

    /// <summary>The header of a tile, made where there is none yet.</summary>
    public TileHeader Tile(int tile)
    {
        if (!Tiles.TryGetValue(tile, out TileHeader? header))
        {
            Tiles[tile] = header = new TileHeader(Main);
        }

        return header;
    }

    /// <summary>Forgets a stream's tile-parts, and keeps what its main header says.</summary>
    public void Restart()
    {
        foreach (TileHeader header in Tiles.Values)
        {
            header.Restart();
        }
    }

    private CodecError? ReadSize(ReadOnlySpan<byte> body, int at)
    {
        if (Size is not null || body.Length < 36)
        {
            return CodecError.Malformed(at, "SIZ is cut short or comes twice.");
        }

        Span<uint> fields = stackalloc uint[8];
        for (int i = 0; i < 8; i++)
        {
            fields[i] = BinaryPrimitives.ReadUInt32BigEndian(body[(2 + 4 * i)..]);
            if (fields[i] > int.MaxValue)
            {
                return CodecError.Unsupported(at, "An image beyond 2^31.");
            }
        }

        int count = BinaryPrimitives.ReadUInt16BigEndian(body[34..]);
        if (count is < 1 or > 16 || body.Length < 36 + 3 * count)
        {
            return CodecError.Unsupported(at, $"{count} components.");
        }

        var components = new ComponentSize[count];
        for (int c = 0; c < count; c++)
        {
            ReadOnlySpan<byte> b = body[(36 + 3 * c)..];
            components[c] = new ComponentSize((b[0] & 0x7F) + 1, (b[0] & 0x80) != 0, b[1], b[2]);
            if (components[c].StepX == 0 || components[c].StepY == 0 || components[c].Bits > 31)
            {
                return CodecError.Unsupported(at, $"Component {c} of {components[c].Bits} bits, sampled {b[1]} by {b[2]}.");
            }
        }

        Size = new ImageSize
        {
            X1 = (int)fields[0],
            Y1 = (int)fields[1],
            X0 = (int)fields[2],
            Y0 = (int)fields[3],
            TileWidth = (int)fields[4],
            TileHeight = (int)fields[5],
            TileX0 = (int)fields[6],
            TileY0 = (int)fields[7],
            Components = components,
        };
        bool isValid = Size.X1 > Size.X0 && Size.Y1 > Size.Y0 && Size.TileWidth > 0 && Size.TileHeight > 0 && Size.TileX0 <= Size.X0 && Size.TileY0 <= Size.Y0
            && (long)Size.TileX0 + Size.TileWidth > Size.X0 && (long)Size.TileY0 + Size.TileHeight > Size.Y0;
        if (!isValid || (long)Size.TilesWide * Size.TilesHigh > MaxTiles)
        {
            return CodecError.Malformed(at, "The image or tile size is out of range.");
        }

        return null;
    }

    private CodecError? ReadPackedHeaders(ReadOnlySpan<byte> body, int at)
    {
        if (body.IsEmpty)
        {
            return CodecError.Truncated(at, "PPM is cut short.");
        }

        packedHeaders[body[0]] = body[1..].ToArray();
        IsReusable = false;
        return null;
    }

    /// <summary>Finds the tile-parts behind the main header.</summary>
    public CodecError? ReadTileParts(ReadOnlySpan<byte> stream)
    {
        int at = HeaderLength - 2;
        byte[] packed = packedHeaders.Count == 0 ? [] : [.. packedHeaders.Values.SelectMany(b => b)];
        int packedAt = 0;
        int parts = 0;
        while (at + 12 <= stream.Length && BinaryPrimitives.ReadUInt16BigEndian(stream[at..]) == 0xFF90)
        {
            int tile = BinaryPrimitives.ReadUInt16BigEndian(stream[(at + 4)..]);
            uint partLength = BinaryPrimitives.ReadUInt32BigEndian(stream[(at + 6)..]);
            if (tile >= Size.TilesWide * Size.TilesHigh || ++parts > 1 << 20)
            {
                return CodecError.Malformed(at, $"Tile {tile} of {Size.TilesWide * Size.TilesHigh}.");
            }

            // Lenient: a last tile-part that is longer than the stream is decoded as far as it goes, T.800 A.4.2 (Psot).
            int end = partLength == 0 || at + (long)partLength > stream.Length ? stream.Length : at + (int)partLength;
            if (partLength is > 0 and < 14)
            {
                return CodecError.Malformed(at, $"A tile-part of {partLength} bytes.");
            }

            TileHeader header = Tile(tile);
            int position = at + 12;
            while (true)
            {
                if (position + 2 > end)
                {
                    return CodecError.Truncated(position, $"The header of tile {tile} is cut short.");
                }

                int marker = BinaryPrimitives.ReadUInt16BigEndian(stream[position..]);
                if (marker == 0xFF93)
                {
                    position += 2;
                    break;
                }

                int length = position + 4 <= end ? BinaryPrimitives.ReadUInt16BigEndian(stream[(position + 2)..]) : 0;
                if (marker < 0xFF00 || length < 2 || position + 2 + length > end)
                {
                    return CodecError.Malformed(position, $"Marker segment {marker:X4} of {length} bytes in the header of tile {tile}.");
                }

                // Packet lengths and comments alone change nothing.
                if (marker is not (0xFF58 or 0xFF64))
                {
                    IsReusable = false;
                    header.Layout = null;
                }

                CodecError? error = header.Read(marker, stream.Slice(position + 4, length - 2), position, Size.Components.Length);
                if (error is not null)
                {
                    return error;
                }

                position += 2 + length;
            }

            if (packed.Length > 0)
            {
                if (packedAt + 4 > packed.Length)
                {
                    return CodecError.Truncated(at, "The packed packet headers end before the tile-parts do.");
                }

                int take = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(packed.AsSpan(packedAt)), (uint)(packed.Length - packedAt - 4));
                header.AddPacketHeaders(packed.AsSpan(packedAt + 4, take));
                packedAt += 4 + take;
            }

            header.Parts.Add((position, end - position));
            at = end;
        }

        return parts == 0 ? CodecError.Truncated(at, "The stream has no tile.") : null;
    }
}
