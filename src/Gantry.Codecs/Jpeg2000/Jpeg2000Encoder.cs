using System.Buffers;
using Gantry.Codecs.Jpeg2000.Encoding;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>JPEG 2000 encoder (ITU-T T.800): lossless or lossy, with code-blocks of Part 1 or, lossless, of high throughput (T.814).</summary>
public static class Jpeg2000Encoder
{
    /// <summary>Encodes a picture of 1 to 16 bits, signed or not, and 1 to 16 components.</summary>
    /// <param name="samples">Laid out as <paramref name="format"/> says; one with bits above <see cref="SampleFormat.BitsPerSample"/> is a mismatch.</param>
    /// <param name="format">The picture's shape.</param>
    /// <param name="output">Takes the codestream, SOC to EOC.</param>
    public static CodecError? Encode(ReadOnlySpan<byte> samples, in SampleFormat format, Jpeg2000Options options, IBufferWriter<byte> output)
    {
        if (format.BitsPerSample is < 1 or > 16 || format.Components is < 1 or > 16 || format.Width < 1 || format.Height < 1 || format.ByteLength > int.MaxValue)
        {
            return CodecError.Unsupported(0, $"The encoder does not hold {format}.");
        }

        if (samples.Length < format.ByteLength)
        {
            return CodecError.Mismatch($"{format.ByteLength} bytes of samples are needed, {samples.Length} were given.");
        }

        if (options.IsHighThroughput && (!options.IsReversible || options.Ratio is not null))
        {
            return CodecError.Unsupported(0, "High-throughput code-blocks are encoded lossless only.");
        }

        if (options.Levels is < 0 or > 32 || options.TileSize < 0 || !(options.Step is > 0 and <= 64) || !(options.Ratio is null or > 1))
        {
            return CodecError.Unsupported(0, $"Options out of range: {options}.");
        }

        Jpeg2000Scratch scratch = Scratch<Jpeg2000Scratch>.Take();
        CodecError? error = Encode(samples, format, options, scratch, output);
        scratch.Close(error is not null);
        Scratch<Jpeg2000Scratch>.Return(scratch);
        return error;
    }

    private static CodecError? Encode(ReadOnlySpan<byte> samples, in SampleFormat format, Jpeg2000Options options, Jpeg2000Scratch scratch, IBufferWriter<byte> output)
    {
        using var header = new ByteBuffer();
        CodestreamWriter.WriteMainHeader(header, format, options);
        // Our own header, read back: the layout of tiles then comes from one place for both directions. The marker that ends it is SOT's.
        header.Add16(0xFF90);
        header.Add16(0);
        CodecError? error = scratch.Open(header.Written, stopAtTiles: true, out Codestream codestream);
        if (error is not null)
        {
            return error;
        }

        int tiles = codestream.Size.TilesWide * codestream.Size.TilesHigh;
        using var body = new ByteBuffer();
        var lengths = new int[tiles];
        double? budget = options.Ratio is { } ratio ? format.ByteLength / ratio - header.Length - 14.0 * tiles : null;
        long area = (long)format.Width * format.Height;
        for (int tile = 0; tile < tiles; tile++)
        {
            Extent extent = codestream.Size.Tile(tile);
            error = TileEncoder.Encode(samples, format, options, codestream, tile, budget * ((long)extent.Width * extent.Height) / area, scratch, body, out lengths[tile]);
            if (error is not null)
            {
                return error;
            }
        }

        output.Write(header.Written[..^4]);
        if (options.IsByResolution)
        {
            using var pointers = new ByteBuffer();
            CodestreamWriter.WriteTileLengths(pointers, lengths);
            output.Write(pointers.Written);
        }

        int at = 0;
        for (int tile = 0; tile < tiles; tile++)
        {
            CodestreamWriter.WriteTileStart(output, tile, lengths[tile]);
            output.Write(body.Written.Slice(at, lengths[tile]));
            at += lengths[tile];
        }

        output.Write<byte>([0xFF, 0xD9]);
        return null;
    }
}
