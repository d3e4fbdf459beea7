using System.Buffers;
using System.Runtime.InteropServices;
using Gantry.Codecs;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Compression;

/// <summary>Between a codec's samples, which take as many bytes as their precision needs, and the cells of Bits Allocated.</summary>
internal static class CodecCells
{
    public delegate CodecError? Decoder(ReadOnlySpan<byte> stream, Span<byte> samples);

    /// <summary>Checks that a stream's picture is what the attributes tell of, and decodes it.</summary>
    public static ImagingError? Decode(ReadOnlySpan<byte> stream, in SampleFormat format, PixelDescription description, Span<byte> cells, Decoder decoder) =>
        Check(format, description) ?? Decode(stream, format, description.CellBytes, cells, decoder);

    /// <summary>What of a stream's picture is not as the attributes tell.</summary>
    public static ImagingError? Check(in SampleFormat format, PixelDescription description)
    {
        if (format.Width != description.Columns || format.Height != description.Rows || format.Components != description.Samples || format.BytesPerSample > description.CellBytes)
        {
            return ImagingError.Malformed(
                $"The stream holds {format.Width} by {format.Height} pixels of {format.Components} samples of {format.BitsPerSample} bits, the attributes tell of {description.Columns} by {description.Rows}, {description.Samples} and {description.BitsAllocated}.");
        }

        return null;
    }

    /// <summary>Decodes a stream into cells.</summary>
    /// <param name="format">Of what <paramref name="decoder"/> gives; its samples are no larger than cells.</param>
    public static ImagingError? Decode(ReadOnlySpan<byte> stream, in SampleFormat format, int cellBytes, Span<byte> cells, Decoder decoder)
    {
        if (format.BytesPerSample == cellBytes)
        {
            return decoder(stream, cells) is { } error ? ImagingError.Of(error) : null;
        }

        byte[] samples = ArrayPool<byte>.Shared.Rent((int)format.ByteLength);
        try
        {
            if (decoder(stream, samples) is { } error)
            {
                return ImagingError.Of(error);
            }

            Widen(samples.AsSpan(0, (int)format.ByteLength), format.BytesPerSample, format.IsSigned, cellBytes, cells);
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(samples);
        }
    }

    /// <summary>The cells as a codec takes them: samples of Bits Stored without what lies above or below them, in as few bytes as hold them.</summary>
    public static byte[] Samples(ReadOnlySpan<byte> cells, PixelDescription description, out SampleFormat format)
    {
        format = new SampleFormat(description.Columns, description.Rows, description.Samples, description.BitsStored, description.IsSigned);
        byte[] samples = GC.AllocateUninitializedArray<byte>((int)format.ByteLength);
        int shift = description.HighBit + 1 - description.BitsStored;
        int size = description.CellBytes;
        if (shift == 0 && description.BitsStored == description.BitsAllocated && size == format.BytesPerSample)
        {
            cells[..samples.Length].CopyTo(samples);
            return samples;
        }

        int unused = 32 - description.BitsStored;
        for (int i = 0, count = cells.Length / size; i < count; i++)
        {
            uint cell = CellReader.Raw(cells, size, i) >> shift << unused;
            uint value = description.IsSigned ? (uint)((int)cell >> unused) : cell >> unused;
            CellReader.Write(samples, format.BytesPerSample, i, value);
        }

        return samples;
    }

    private static void Widen(ReadOnlySpan<byte> samples, int from, bool isSigned, int to, Span<byte> cells)
    {
        for (int i = 0, count = samples.Length / from; i < count; i++)
        {
            uint value = CellReader.Raw(samples, from, i);
            if (isSigned)
            {
                int unused = 32 - (8 * from);
                value = (uint)((int)(value << unused) >> unused);
            }

            CellReader.Write(cells, to, i, value);
        }
    }
}
