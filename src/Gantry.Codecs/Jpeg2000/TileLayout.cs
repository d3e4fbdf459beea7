namespace Gantry.Codecs.Jpeg2000;

/// <summary>A subband's share of a precinct: its code-blocks and their tag trees.</summary>
internal sealed class PrecinctBand
{
    public required int BlocksWide { get; init; }
    public required int BlocksHigh { get; init; }
    public required CodeBlock[] Blocks { get; init; }
    public required TagTree Inclusion { get; init; }
    public required TagTree EmptyPlanes { get; init; }

    public void Restart()
    {
        Inclusion.Restart();
        EmptyPlanes.Restart();
        foreach (CodeBlock block in Blocks)
        {
            block.Restart();
        }
    }
}

/// <summary>A precinct: one packet for each layer (ITU-T T.800 B.6).</summary>
internal sealed class Precinct
{
    public required PrecinctBand[] Bands { get; init; }

    /// <summary>The next layer that a packet brings.</summary>
    public int NextLayer { get; set; }
}

/// <summary>A subband of a resolution, in its own coordinates, and where its coefficients lie in the plane of the tile-component.</summary>
internal sealed record BandLayout(Subband Kind, Extent Extent, int PlaneX, int PlaneY, int Index);

/// <summary>A resolution of a tile-component.</summary>
internal sealed class ResolutionLayout
{
    public required Extent Extent { get; init; }
    public required BandLayout[] Bands { get; init; }
    public required int PrecinctWidthLog { get; init; }
    public required int PrecinctHeightLog { get; init; }
    public required int PrecinctsWide { get; init; }
    public required int PrecinctsHigh { get; init; }
    public required Precinct[] Precincts { get; init; }
}

/// <summary>A tile-component with its resolutions, lowest first (B.3 to B.7).</summary>
internal sealed class ComponentLayout
{
    public required Extent Extent { get; init; }
    public required CodingStyle Style { get; init; }
    public required Quantisation Quantisation { get; init; }
    public required ResolutionLayout[] Resolutions { get; init; }
    public required ComponentSize Size { get; init; }
    public required int RegionShift { get; init; }

    /// <summary>Forgets what a stream brought of the component.</summary>
    public void Restart()
    {
        foreach (ResolutionLayout resolution in Resolutions)
        {
            foreach (Precinct precinct in resolution.Precincts)
            {
                precinct.NextLayer = 0;
                foreach (PrecinctBand band in precinct.Bands)
                {
                    band.Restart();
                }
            }
        }
    }
}

/// <summary>Cuts a tile into components, resolutions, subbands, precincts and code-blocks.</summary>
internal static class TileLayout
{
    /// <summary>A stream of this many code-blocks and precincts in one tile is hostile: a picture of 65,535 by 65,535 with the least usual blocks has fewer in its tiles.</summary>
    private const int MaxParts = 2_000_000;

    /// <summary>A layout of this many code-blocks and precincts at most is kept for the next frame: some 300 bytes each.</summary>
    private const int MaxKept = 8192;

    /// <summary>Takes the tile's layout from its header, or makes it.</summary>
    public static CodecError? Build(Codestream codestream, int tile, TileHeader header, out ComponentLayout[] components)
    {
        if (header.Layout is { } kept)
        {
            components = kept;
            return null;
        }

        CodecError? error = Build(codestream, tile, header, out components, out int parts);
        if (error is null && codestream.IsReusable && codestream.KeptParts + parts <= MaxKept)
        {
            codestream.KeptParts += parts;
            header.Layout = components;
        }

        return error;
    }

    private static CodecError? Build(Codestream codestream, int tile, TileHeader header, out ComponentLayout[] components, out int parts)
    {
        parts = 0;
        Extent grid = codestream.Size.Tile(tile);
        components = new ComponentLayout[codestream.Size.Components.Length];
        int budget = MaxParts;
        for (int c = 0; c < components.Length; c++)
        {
            ComponentSize size = codestream.Size.Components[c];
            CodingStyle style = header.StyleOf(c);
            Extent extent = size.Of(grid);
            var resolutions = new ResolutionLayout[style.Levels + 1];
            for (int r = 0; r <= style.Levels; r++)
            {
                ResolutionLayout? resolution = BuildResolution(extent, style, r, ref budget);
                if (resolution is null)
                {
                    return CodecError.Unsupported(0, $"Tile {tile} is cut into more than {MaxParts} parts.");
                }

                resolutions[r] = resolution;
            }

            components[c] = new ComponentLayout
            {
                Extent = extent,
                Style = style,
                Quantisation = header.QuantisationOf(c),
                Resolutions = resolutions,
                Size = size,
                RegionShift = header.RegionShiftOf(c),
            };
        }

        parts = MaxParts - budget;
        return null;
    }

    private static ResolutionLayout? BuildResolution(Extent component, CodingStyle style, int r, ref int budget)
    {
        int down = style.Levels - r;
        Extent extent = component.Reduce(down);
        int pw = style.PrecinctWidthLog(r), ph = style.PrecinctHeightLog(r);
        int wide = extent.IsEmpty ? 0 : ImageSize.CeilingShift(extent.X1, pw) - (extent.X0 >> pw);
        int high = extent.IsEmpty ? 0 : ImageSize.CeilingShift(extent.Y1, ph) - (extent.Y0 >> ph);
        if ((long)wide * high > budget)
        {
            return null;
        }

        budget -= wide * high;
        BandLayout[] bands = Bands(component, extent, style.Levels, r);
        var precincts = new Precinct[wide * high];
        for (int p = 0; p < precincts.Length; p++)
        {
            int px = ((extent.X0 >> pw) + p % wide) << pw, py = ((extent.Y0 >> ph) + p / wide) << ph;
            var shares = new PrecinctBand[bands.Length];
            for (int b = 0; b < bands.Length; b++)
            {
                // Above the lowest resolution, subbands have half the coordinates.
                int half = r == 0 ? 0 : 1;
                int x0 = Math.Max(px >> half, bands[b].Extent.X0), y0 = Math.Max(py >> half, bands[b].Extent.Y0);
                int x1 = (int)Math.Min(((long)px + (1L << pw)) >> half, bands[b].Extent.X1), y1 = (int)Math.Min(((long)py + (1L << ph)) >> half, bands[b].Extent.Y1);
                PrecinctBand? share = BuildBand(new Extent(x0, y0, x1, y1), bands[b], Math.Min(style.BlockWidthLog, pw - half), Math.Min(style.BlockHeightLog, ph - half), ref budget);
                if (share is null)
                {
                    return null;
                }

                shares[b] = share;
            }

            precincts[p] = new Precinct { Bands = shares };
        }

        return new ResolutionLayout
        {
            Extent = extent,
            Bands = bands,
            PrecinctWidthLog = pw,
            PrecinctHeightLog = ph,
            PrecinctsWide = wide,
            PrecinctsHigh = high,
            Precincts = precincts,
        };
    }

    /// <summary>Subbands of a resolution (B.5); in the plane the lower resolution lies at the top left, HL right of it, LH below, HH beyond both.</summary>
    private static BandLayout[] Bands(Extent component, Extent extent, int levels, int r)
    {
        if (r == 0)
        {
            return [new BandLayout(Subband.LL, extent, 0, 0, 0)];
        }

        int level = levels - r + 1;
        Extent lower = component.Reduce(level);
        return
        [
            new BandLayout(Subband.HL, Band(component, level, 1, 0), lower.Width, 0, 3 * r - 2),
            new BandLayout(Subband.LH, Band(component, level, 0, 1), 0, lower.Height, 3 * r - 1),
            new BandLayout(Subband.HH, Band(component, level, 1, 1), lower.Width, lower.Height, 3 * r),
        ];
    }

    /// <summary>B-15.</summary>
    private static Extent Band(Extent component, int level, int highX, int highY)
    {
        long ox = (1L << (level - 1)) * highX, oy = (1L << (level - 1)) * highY;
        long round = (1L << level) - 1;
        return new Extent(
            (int)((component.X0 - ox + round) >> level), (int)((component.Y0 - oy + round) >> level),
            (int)((component.X1 - ox + round) >> level), (int)((component.Y1 - oy + round) >> level));
    }

    private static PrecinctBand? BuildBand(Extent extent, BandLayout band, int widthLog, int heightLog, ref int budget)
    {
        if (extent.IsEmpty)
        {
            return new PrecinctBand { BlocksWide = 0, BlocksHigh = 0, Blocks = [], Inclusion = new TagTree(0, 0), EmptyPlanes = new TagTree(0, 0) };
        }

        int left = extent.X0 >> widthLog, top = extent.Y0 >> heightLog;
        int wide = ImageSize.CeilingShift(extent.X1, widthLog) - left, high = ImageSize.CeilingShift(extent.Y1, heightLog) - top;
        if ((long)wide * high > budget)
        {
            return null;
        }

        budget -= wide * high;
        var blocks = new CodeBlock[wide * high];
        for (int i = 0; i < blocks.Length; i++)
        {
            int bx = (left + i % wide) << widthLog, by = (top + i / wide) << heightLog;
            int x0 = Math.Max(bx, extent.X0), y0 = Math.Max(by, extent.Y0);
            blocks[i] = new CodeBlock
            {
                X = x0 - band.Extent.X0 + band.PlaneX,
                Y = y0 - band.Extent.Y0 + band.PlaneY,
                Width = Math.Min(bx + (1 << widthLog), extent.X1) - x0,
                Height = Math.Min(by + (1 << heightLog), extent.Y1) - y0,
            };
        }

        return new PrecinctBand { BlocksWide = wide, BlocksHigh = high, Blocks = blocks, Inclusion = new TagTree(wide, high), EmptyPlanes = new TagTree(wide, high) };
    }
}
