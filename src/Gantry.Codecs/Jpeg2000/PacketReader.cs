namespace Gantry.Codecs.Jpeg2000;

/// <summary>Reads packets and notes which bytes belong to which code-block (ITU-T T.800 B.9, B.10).</summary>
internal ref struct PacketReader
{
    private readonly ReadOnlySpan<byte> stream;
    private readonly TileHeader header;
    private readonly byte[]? packed;
    private readonly Jpeg2000Scratch scratch;
    private int packedAt;
    private int part;
    private int position;
    private int partEnd;

    public PacketReader(ReadOnlySpan<byte> stream, TileHeader header, Jpeg2000Scratch scratch)
    {
        this.scratch = scratch;
        this.stream = stream;
        this.header = header;
        packed = header.PacketHeaders;
        part = -1;
        NextPart();
    }

    /// <summary>No more packets come, or what comes is none.</summary>
    public bool IsEnd { get; private set; }

    /// <summary>Reads the next packet, which is a precinct's for one layer.</summary>
    public void Read(Precinct precinct, CodingStyle style, int layer)
    {
        while (position >= partEnd)
        {
            if (!NextPart())
            {
                return;
            }
        }

        ReadOnlySpan<byte> body = stream[..partEnd];
        if (header.HasStartMarkers && position + 6 <= partEnd && body[position] == 0xFF && body[position + 1] == 0x91)
        {
            position += 6;
        }

        PacketBitReader bits = packed is null ? new PacketBitReader(body, position) : new PacketBitReader(packed, packedAt);
        List<(CodeBlock Block, int Segment, int Length)> pending = scratch.Pending;
        pending.Clear();
        if (bits.ReadBit() == 1)
        {
            foreach (PrecinctBand band in precinct.Bands)
            {
                for (int i = 0; i < band.Blocks.Length; i++)
                {
                    CodeBlockHeader.Read(ref bits, band, i, style, layer, pending);
                    if (bits.IsExhausted)
                    {
                        IsEnd = true;
                        return;
                    }
                }
            }
        }

        if (bits.IsExhausted)
        {
            IsEnd = true;
            return;
        }

        bits.Align();
        if (packed is null)
        {
            position = bits.Position;
            SkipEndMarker(body, ref position);
        }
        else
        {
            packedAt = bits.Position;
            SkipEndMarker(packed, ref packedAt);
        }

        foreach ((CodeBlock block, int segment, int length) in pending)
        {
            int take = Math.Min(length, partEnd - position);
            if (take > 0)
            {
                block.Pieces.Add((position, take));
                block.Segments[segment] = block.Segments[segment] with { Length = block.Segments[segment].Length + take };
                position += take;
            }

            if (take < length)
            {
                IsEnd = true;
                return;
            }
        }
    }

    private bool NextPart()
    {
        if (++part >= header.Parts.Count)
        {
            IsEnd = true;
            return false;
        }

        (position, int length) = header.Parts[part];
        partEnd = position + length;
        return true;
    }

    private readonly void SkipEndMarker(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (header.HasEndMarkers && at + 2 <= bytes.Length && bytes[at] == 0xFF && bytes[at + 1] == 0x92)
        {
            at += 2;
        }
    }
}
