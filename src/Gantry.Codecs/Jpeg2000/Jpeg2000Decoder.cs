using System.Buffers.Binary;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>
/// JPEG 2000 (ITU-T T.800 | ISO/IEC 15444-1): reversible and irreversible, tiles, layers, every progression order, regions of interest, every
/// code-block style, 1 to 31 bits, signed or not, at full or reduced resolution. A JP2 file around the codestream is looked through.
/// </summary>
public static class Jpeg2000Decoder
{
    /// <summary>Reads the picture's shape; components of different precision or sign are reported with the greatest precision.</summary>
    /// <param name="stream">Codestream or JP2 file.</param>
    /// <param name="discardLevels">Resolutions to leave out: each halves width and height.</param>
    /// <param name="format">The shape of the decoded samples.</param>
    public static CodecError? ReadFormat(ReadOnlySpan<byte> stream, int discardLevels, out SampleFormat format)
    {
        format = default;
        Jpeg2000Scratch scratch = Scratch<Jpeg2000Scratch>.Take();
        CodecError? error = scratch.Open(Unwrap(stream), stopAtTiles: true, out Codestream codestream);
        if (error is null)
        {
            format = FormatOf(codestream, Effective(codestream, discardLevels));
        }

        scratch.Close(error is not null);
        Scratch<Jpeg2000Scratch>.Return(scratch);
        return error;
    }

    /// <summary>Decodes a picture.</summary>
    /// <param name="stream">Codestream or JP2 file.</param>
    /// <param name="discardLevels">Resolutions to leave out; at most the stream's number of decomposition levels counts.</param>
    /// <param name="samples">At least <see cref="SampleFormat.ByteLength"/> bytes of what <see cref="ReadFormat"/> gives.</param>
    public static CodecError? Decode(ReadOnlySpan<byte> stream, int discardLevels, Span<byte> samples)
    {
        return Decode(stream, discardLevels, null, samples);
    }

    /// <summary>Decodes a part of a picture: only the code-blocks that it needs.</summary>
    /// <param name="stream">Codestream or JP2 file.</param>
    /// <param name="discardLevels">Resolutions to leave out.</param>
    /// <param name="region">In samples of the picture at that resolution, as <see cref="ReadFormat"/> gives it; one that reaches beyond is a mismatch.</param>
    /// <param name="samples">Gets the region row by row: a picture of that format and the region's size.</param>
    public static CodecError? DecodeRegion(ReadOnlySpan<byte> stream, int discardLevels, SampleRegion region, Span<byte> samples) =>
        Decode(stream, discardLevels, region, samples);

    private static CodecError? Decode(ReadOnlySpan<byte> stream, int discardLevels, SampleRegion? region, Span<byte> samples)
    {
        Jpeg2000Scratch scratch = Scratch<Jpeg2000Scratch>.Take();
        CodecError? error = Decode(Unwrap(stream), discardLevels, region, samples, scratch);
        scratch.Close(error is not null);
        Scratch<Jpeg2000Scratch>.Return(scratch);
        return error;
    }

    private static CodecError? Decode(ReadOnlySpan<byte> bytes, int discardLevels, SampleRegion? region, Span<byte> samples, Jpeg2000Scratch scratch)
    {
        CodecError? error = scratch.Open(bytes, stopAtTiles: false, out Codestream codestream);
        if (error is not null)
        {
            return error;
        }

        discardLevels = Effective(codestream, discardLevels);
        SampleFormat format = FormatOf(codestream, discardLevels);
        SampleRegion area = region ?? new SampleRegion(0, 0, format.Width, format.Height);
        if (!area.IsWithin(format))
        {
            return CodecError.Mismatch($"A region of {area} in a picture of {format.Width} by {format.Height}.");
        }

        format = format with { Width = area.Width, Height = area.Height };
        if (samples.Length < format.ByteLength)
        {
            return CodecError.Mismatch($"{format.ByteLength} bytes are needed for the samples, {samples.Length} were given.");
        }

        int tiles = codestream.Size.TilesWide * codestream.Size.TilesHigh;
        int there = 0;
        foreach (TileHeader header in codestream.Tiles.Values)
        {
            there += header.Parts.Count > 0 ? 1 : 0;
        }

        if (there < tiles)
        {
            return CodecError.Truncated(bytes.Length, $"{there} of {tiles} tiles are there.");
        }

        foreach ((int tile, TileHeader header) in codestream.Tiles)
        {
            error = TileDecoder.Decode(bytes, codestream, tile, header, discardLevels, area, samples, format, scratch);
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    private static int Effective(Codestream codestream, int discardLevels) => Math.Clamp(discardLevels, 0, codestream.Main.Style!.Levels);

    private static SampleFormat FormatOf(Codestream codestream, int discardLevels)
    {
        Extent image = new Extent(codestream.Size.X0, codestream.Size.Y0, codestream.Size.X1, codestream.Size.Y1).Reduce(discardLevels);
        ComponentSize[] components = codestream.Size.Components;
        int bits = 0;
        foreach (ComponentSize component in components)
        {
            bits = Math.Max(bits, component.Bits);
        }

        return new SampleFormat(image.Width, image.Height, components.Length, bits, components[0].IsSigned);
    }

    /// <summary>The codestream within a JP2 file's boxes (Annex I); anything else as it is.</summary>
    private static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> stream)
    {
        if (stream.Length < 12 || !stream[4..8].SequenceEqual("jP  "u8))
        {
            return stream;
        }

        int at = 0;
        while (at + 8 <= stream.Length)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(stream[at..]);
            if (stream.Slice(at + 4, 4).SequenceEqual("jp2c"u8))
            {
                return stream[(at + (length == 1 ? 16 : 8))..];
            }

            if (length < 8 || at + (long)length > stream.Length)
            {
                break;
            }

            at += (int)length;
        }

        return stream;
    }
}
