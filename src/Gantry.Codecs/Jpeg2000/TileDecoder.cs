namespace Gantry.Codecs.Jpeg2000;

/// <summary>Decodes one tile: packets, code-blocks, wavelets, component transform, and writes its samples into the picture.</summary>
internal static class TileDecoder
{
    /// <param name="area">The part of the picture that is wanted, at the resolution that is left.</param>
    /// <param name="samples">Gets what the tile has of it.</param>
    /// <param name="format">Of the area.</param>
    public static CodecError? Decode(
        ReadOnlySpan<byte> stream, Codestream codestream, int tile, TileHeader header, int discard, SampleRegion area, Span<byte> samples, in SampleFormat format, Jpeg2000Scratch scratch)
    {
        CodecError? error = TileLayout.Build(codestream, tile, header, out ComponentLayout[] components);
        if (error is not null)
        {
            return error;
        }

        Extent image = new(codestream.Size.X0, codestream.Size.Y0, codestream.Size.X1, codestream.Size.Y1);
        Span<Extent> wanted = stackalloc Extent[components.Length];
        bool isWanted = false;
        for (int c = 0; c < components.Length; c++)
        {
            wanted[c] = Wanted(components[c], image, discard, area);
            isWanted |= !wanted[c].IsEmpty;
        }

        if (!isWanted)
        {
            return null;
        }

        ProgressionWalk.Read(stream, header, components, codestream.Size.Tile(tile), scratch);

        // Three components that are one colour are read side by side, any other alone.
        for (int c = 0, count; c < components.Length; c += count)
        {
            count = c == 0 && header.HasColourTransform && components.Length >= 3 ? 3 : 1;
            ReadOnlySpan<ComponentRows> rows = scratch.Rows.AsSpan(0, count);
            for (int i = 0; i < count && error is null; i++)
            {
                error = Open(stream, components[c + i], discard, wanted[c + i], rows[i], scratch.Level);
            }

            if (error is null)
            {
                Write(components, c, rows, wanted, image, discard, area, samples, format);
            }

            foreach (ComponentRows opened in rows)
            {
                opened.Close();
            }

            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    private static CodecError? Open(ReadOnlySpan<byte> stream, ComponentLayout component, int discard, Extent wanted, ComponentRows rows, InverseLevel level)
    {
        Extent extent = component.Resolutions[Math.Max(0, component.Style.Levels - discard)].Extent;
        return wanted == extent || extent.IsEmpty
            ? ComponentDecoder.Decode(stream, component, discard, level, rows)
            : RegionDecoder.Decode(stream, component, discard, wanted, level, rows);
    }

    private static void Write(
        ComponentLayout[] components, int first, ReadOnlySpan<ComponentRows> rows, ReadOnlySpan<Extent> wanted, Extent image, int discard, SampleRegion area, Span<byte> samples, in SampleFormat format)
    {
        Extent whole = components[first].Size.Of(image).Reduce(discard);
        if (rows.Length == 3 && ColourWriter.Fits(components, rows, wanted))
        {
            ColourWriter.Write(components, rows, wanted[0], whole, area, samples, format);
            return;
        }

        for (int i = 0; i < rows.Length; i++)
        {
            int c = first + i;
            SampleWriter.Write(components[c], rows[i], wanted[c], components[c].Size.Of(image).Reduce(discard), area, c, samples, format);
        }
    }

    /// <summary>What a component has of an area of the picture.</summary>
    private static Extent Wanted(ComponentLayout component, Extent image, int discard, SampleRegion area)
    {
        Extent whole = component.Size.Of(image).Reduce(discard);
        int stepX = component.Size.StepX, stepY = component.Size.StepY;
        Extent part = new(
            whole.X0 + area.X / stepX, whole.Y0 + area.Y / stepY,
            whole.X0 + ImageSize.CeilingDivide(area.X + area.Width, stepX), whole.Y0 + ImageSize.CeilingDivide(area.Y + area.Height, stepY));
        return component.Resolutions[Math.Max(0, component.Style.Levels - discard)].Extent.Intersect(part);
    }
}
