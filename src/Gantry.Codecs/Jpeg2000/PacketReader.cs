using System.Numerics;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>Reads the packets of a tile in their progression order and notes which bytes belong to which code-block (ITU-T T.800 B.9 to B.12).</summary>
internal ref struct PacketReader
{
    /// <summary>Packets looked for in one tile: progression order changes that go round and round end here.</summary>
    private const int MaxVisits = 20_000_000;

    private readonly ReadOnlySpan<byte> stream;
    private readonly TileHeader header;
    private readonly ComponentLayout[] components;
    private readonly Extent tile;
    private readonly byte[]? packed;
    private readonly Jpeg2000Scratch scratch;
    private int packedAt;
    private int part;
    private int position;
    private int partEnd;
    private bool isEnd;
    private int visits;

    private PacketReader(ReadOnlySpan<byte> stream, TileHeader header, ComponentLayout[] components, Extent tile, Jpeg2000Scratch scratch)
    {
        this.scratch = scratch;
        this.stream = stream;
        this.header = header;
        this.components = components;
        this.tile = tile;
        packed = header.PacketHeaders;
        part = -1;
        NextPart();
    }

    /// <summary>A tile whose packets end early is decoded from what came: that is how quality layers are cut off.</summary>
    public static void Read(ReadOnlySpan<byte> stream, TileHeader header, ComponentLayout[] components, Extent tile, Jpeg2000Scratch scratch)
    {
        var reader = new PacketReader(stream, header, components, tile, scratch);
        int resolutions = 0;
        foreach (ComponentLayout component in components)
        {
            resolutions = Math.Max(resolutions, component.Resolutions.Length);
        }

        IReadOnlyList<Progression> progressions = header.Progressions is { Count: > 0 } changes
            ? changes
            : [new Progression(header.Order, 0, 0, header.Layers, resolutions, components.Length)];
        foreach (Progression p in progressions)
        {
            Progression bounded = p with
            {
                LayerEnd = Math.Min(p.LayerEnd, header.Layers),
                ResolutionEnd = Math.Min(p.ResolutionEnd, resolutions),
                ComponentEnd = Math.Min(p.ComponentEnd, components.Length),
            };
            reader.Run(bounded);
            if (reader.isEnd)
            {
                break;
            }
        }
    }

    private void Run(in Progression p)
    {
        switch (p.Order)
        {
            case ProgressionOrder.Lrcp:
                for (int l = 0; l < p.LayerEnd && !isEnd; l++)
                {
                    for (int r = p.ResolutionStart; r < p.ResolutionEnd; r++)
                    {
                        for (int c = p.ComponentStart; c < p.ComponentEnd; c++)
                        {
                            ReadAll(c, r, l);
                        }
                    }
                }

                break;
            case ProgressionOrder.Rlcp:
                for (int r = p.ResolutionStart; r < p.ResolutionEnd && !isEnd; r++)
                {
                    for (int l = 0; l < p.LayerEnd; l++)
                    {
                        for (int c = p.ComponentStart; c < p.ComponentEnd; c++)
                        {
                            ReadAll(c, r, l);
                        }
                    }
                }

                break;
            case ProgressionOrder.Rpcl:
                for (int r = p.ResolutionStart; r < p.ResolutionEnd && !isEnd; r++)
                {
                    ByPosition(p with { ResolutionStart = r, ResolutionEnd = r + 1 });
                }

                break;
            case ProgressionOrder.Pcrl:
                ByPosition(p);
                break;
            default:
                for (int c = p.ComponentStart; c < p.ComponentEnd && !isEnd; c++)
                {
                    ByPosition(p with { ComponentStart = c, ComponentEnd = c + 1 });
                }

                break;
        }
    }

    private void ReadAll(int component, int resolution, int layer)
    {
        ResolutionLayout[] resolutions = components[component].Resolutions;
        if (resolution >= resolutions.Length)
        {
            return;
        }

        foreach (Precinct precinct in resolutions[resolution].Precincts)
        {
            if (isEnd)
            {
                return;
            }

            ReadOnce(precinct, component, resolution, layer);
        }
    }

    /// <summary>Walks precincts by where their top left corners lie on the reference grid (B.12.1.3 to B.12.1.5).</summary>
    private void ByPosition(in Progression p)
    {
        List<(int Y, int X, int C, int R, int K)> order = scratch.Order;
        order.Clear();
        for (int c = p.ComponentStart; c < p.ComponentEnd; c++)
        {
            ComponentLayout component = components[c];
            for (int r = p.ResolutionStart; r < Math.Min(p.ResolutionEnd, component.Resolutions.Length); r++)
            {
                ResolutionLayout resolution = component.Resolutions[r];
                int down = component.Style.Levels - r;
                for (int k = 0; k < resolution.Precincts.Length; k++)
                {
                    long x = (long)((resolution.Extent.X0 >> resolution.PrecinctWidthLog) + k % resolution.PrecinctsWide) << resolution.PrecinctWidthLog;
                    long y = (long)((resolution.Extent.Y0 >> resolution.PrecinctHeightLog) + k / resolution.PrecinctsWide) << resolution.PrecinctHeightLog;
                    // The first precincts begin where the tile does, even where their corner lies before it.
                    int gx = (int)Math.Clamp((x << down) * component.Size.StepX, tile.X0, int.MaxValue);
                    int gy = (int)Math.Clamp((y << down) * component.Size.StepY, tile.Y0, int.MaxValue);
                    order.Add((gy, gx, c, r, k));
                    visits++;
                }
            }
        }

        if (visits > MaxVisits)
        {
            isEnd = true;
            return;
        }

        order.Sort();
        foreach ((_, _, int c, int r, int k) in order)
        {
            for (int l = 0; l < p.LayerEnd; l++)
            {
                if (isEnd)
                {
                    return;
                }

                ReadOnce(components[c].Resolutions[r].Precincts[k], c, r, l);
            }
        }
    }

    /// <summary>A packet that an earlier progression brought is not there again.</summary>
    private void ReadOnce(Precinct precinct, int component, int resolution, int layer)
    {
        if (++visits > MaxVisits)
        {
            isEnd = true;
        }
        else if (precinct.NextLayer == layer)
        {
            precinct.NextLayer++;
            ReadPacket(precinct, components[component].Style, layer);
        }
    }

    private bool NextPart()
    {
        if (++part >= header.Parts.Count)
        {
            isEnd = true;
            return false;
        }

        (position, int length) = header.Parts[part];
        partEnd = position + length;
        return true;
    }

    private void ReadPacket(Precinct precinct, CodingStyle style, int layer)
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
                    ReadBlockHeader(ref bits, band, i, style, layer, pending);
                    if (bits.IsExhausted)
                    {
                        isEnd = true;
                        return;
                    }
                }
            }
        }

        if (bits.IsExhausted)
        {
            isEnd = true;
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
                isEnd = true;
                return;
            }
        }
    }

    private readonly void SkipEndMarker(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (header.HasEndMarkers && at + 2 <= bytes.Length && bytes[at] == 0xFF && bytes[at + 1] == 0x92)
        {
            at += 2;
        }
    }

    private static void ReadBlockHeader(
        ref PacketBitReader bits, PrecinctBand band, int index, CodingStyle style, int layer, List<(CodeBlock, int, int)> pending)
    {
        CodeBlock block = band.Blocks[index];
        int x = index % band.BlocksWide, y = index / band.BlocksWide;
        if (block.IsIncluded ? bits.ReadBit() == 0 : !band.Inclusion.IsBelow(ref bits, x, y, layer + 1))
        {
            return;
        }

        if (!block.IsIncluded)
        {
            block.IsIncluded = true;
            block.EmptyPlanes = band.EmptyPlanes.Read(ref bits, x, y, 64);
        }

        int passes = ReadPassCount(ref bits);
        while (bits.ReadBit() == 1 && !bits.IsExhausted)
        {
            block.LengthBits++;
        }

        if ((style.BlockStyle & CodeBlockStyle.HighThroughput) != 0 && block.Passes == 0)
        {
            // Passes that were left out come in threes before the first clean-up pass, and are counted in the width of its length (T.814 B).
            int absent = (passes - 1) / 3 * 3;
            block.EmptyPlanes += absent / 3;
            passes -= absent;
            int wide = block.LengthBits + BitOperations.Log2((uint)absent + 1);
            if (wide > 31)
            {
                bits.ReadBits(32);
                return;
            }

            block.Segments.Add(new CodeBlockSegment(1, 1, 0));
            pending.Add((block, 0, bits.ReadBits(wide)));
            block.Passes = 1;
            passes--;
        }

        while (passes > 0 && !bits.IsExhausted)
        {
            if (block.Segments.Count == 0 || block.Segments[^1].Passes >= block.Segments[^1].MaxPasses)
            {
                block.Segments.Add(new CodeBlockSegment(0, SegmentLimit(style.BlockStyle, block.Passes), 0));
            }

            int last = block.Segments.Count - 1;
            CodeBlockSegment segment = block.Segments[last];
            int take = Math.Min(passes, segment.MaxPasses - segment.Passes);
            int lengthBits = block.LengthBits + BitOperations.Log2((uint)take);
            if (lengthBits > 31)
            {
                bits.ReadBits(32);
                return;
            }

            int length = bits.ReadBits(lengthBits);
            block.Segments[last] = segment with { Passes = segment.Passes + take };
            block.Passes += take;
            passes -= take;
            pending.Add((block, last, length));
        }
    }

    /// <summary>How many passes a segment that starts after <paramref name="done"/> passes may hold (D.6, Table D.9).</summary>
    private static int SegmentLimit(CodeBlockStyle style, int done)
    {
        if ((style & CodeBlockStyle.HighThroughput) != 0)
        {
            // T.814 B: the clean-up pass by itself, then significance propagation and refinement together.
            return done % 3 == 0 ? 1 : 2;
        }

        if ((style & CodeBlockStyle.TerminateEachPass) != 0)
        {
            return 1;
        }

        if ((style & CodeBlockStyle.Bypass) != 0)
        {
            return done == 0 ? 10 : (done - 10) % 3 == 0 ? 2 : 1;
        }

        return int.MaxValue;
    }

    /// <summary>Table B.4.</summary>
    private static int ReadPassCount(ref PacketBitReader bits)
    {
        if (bits.ReadBit() == 0)
        {
            return 1;
        }

        if (bits.ReadBit() == 0)
        {
            return 2;
        }

        int two = bits.ReadBits(2);
        if (two < 3)
        {
            return 3 + two;
        }

        int five = bits.ReadBits(5);
        return five < 31 ? 6 + five : 37 + bits.ReadBits(7);
    }
}
