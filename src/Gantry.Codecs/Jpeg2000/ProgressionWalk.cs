namespace Gantry.Codecs.Jpeg2000;

/// <summary>Goes through the packets of a tile in the order of its progressions (ITU-T T.800 B.12).</summary>
internal ref struct ProgressionWalk
{
    /// <summary>Packets looked for in one tile: progression order changes that go round and round end here.</summary>
    private const int MaxVisits = 20_000_000;

    private readonly TileHeader header;
    private readonly ComponentLayout[] components;
    private readonly Extent tile;
    private readonly Jpeg2000Scratch scratch;
    private PacketReader packets;
    private int visits;
    private bool isTooLong;

    private ProgressionWalk(ReadOnlySpan<byte> stream, TileHeader header, ComponentLayout[] components, Extent tile, Jpeg2000Scratch scratch)
    {
        this.scratch = scratch;
        this.header = header;
        this.components = components;
        this.tile = tile;
        packets = new PacketReader(stream, header, scratch);
    }

    private readonly bool IsEnd => isTooLong || packets.IsEnd;

    /// <summary>Notes of each code-block which bytes are its own. A tile whose packets end early is decoded from what came: that is how quality layers are cut off.</summary>
    public static void Read(ReadOnlySpan<byte> stream, TileHeader header, ComponentLayout[] components, Extent tile, Jpeg2000Scratch scratch)
    {
        var walk = new ProgressionWalk(stream, header, components, tile, scratch);
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
            walk.Run(bounded);
            if (walk.IsEnd)
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
                for (int l = 0; l < p.LayerEnd && !IsEnd; l++)
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
                for (int r = p.ResolutionStart; r < p.ResolutionEnd && !IsEnd; r++)
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
                for (int r = p.ResolutionStart; r < p.ResolutionEnd && !IsEnd; r++)
                {
                    ByPosition(p with { ResolutionStart = r, ResolutionEnd = r + 1 });
                }

                break;
            case ProgressionOrder.Pcrl:
                ByPosition(p);
                break;
            default:
                for (int c = p.ComponentStart; c < p.ComponentEnd && !IsEnd; c++)
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
            if (IsEnd)
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
            isTooLong = true;
            return;
        }

        order.Sort();
        foreach ((_, _, int c, int r, int k) in order)
        {
            for (int l = 0; l < p.LayerEnd; l++)
            {
                if (IsEnd)
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
            isTooLong = true;
        }
        else if (precinct.NextLayer == layer)
        {
            precinct.NextLayer++;
            packets.Read(precinct, components[component].Style, layer);
        }
    }
}
