using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>Frames of an instance stored in big endian or deflated, taken from its data set in memory.</summary>
internal sealed class ConvertedFrames : FrameSource
{
    private readonly ReadOnlyMemory<byte> pixels;
    private readonly long frameBytes;

    private ConvertedFrames(ReadOnlyMemory<byte> pixels, int count, long frameBytes)
    {
        this.pixels = pixels;
        this.frameBytes = frameBytes;
        Count = count;
    }

    public override int Count { get; }

    /// <summary>Null when there is no uncompressed Pixel Data that holds the frames that the attributes tell of.</summary>
    public static ConvertedFrames? Open(Dataset dataset)
    {
        if (!dataset.TryGet(Tags.PixelData, out Element? element)
            && !dataset.TryGet(Tags.FloatPixelData, out element) && !dataset.TryGet(Tags.DoubleFloatPixelData, out element))
        {
            return null;
        }

        long rows = dataset.GetInteger(Tags.Rows) ?? 0;
        long columns = dataset.GetInteger(Tags.Columns) ?? 0;
        long samples = dataset.GetInteger(Tags.SamplesPerPixel) ?? 1;
        if (dataset.GetString(Tags.PhotometricInterpretation) is "YBR_FULL_422" or "YBR_PARTIAL_422")
        {
            // Two chrominance samples for each two pixels (PS3.3 C.7.6.3.1.2).
            samples = 2;
        }

        long bits = dataset.GetInteger(Tags.BitsAllocated) ?? 0;
        long count = Math.Max(1, dataset.GetInteger(Tags.NumberOfFrames) ?? 1);
        if (rows is <= 0 or > 65535 || columns is <= 0 or > 65535 || samples is <= 0 or > 255 || bits is <= 0 or > 64 || count > int.MaxValue)
        {
            return null;
        }

        long frameBits = rows * columns * samples * bits;
        ReadOnlyMemory<byte> value = LittleEndian(element);
        return frameBits % 8 == 0 && frameBits / 8 <= value.Length / count ? new ConvertedFrames(value, (int)count, frameBits / 8) : null;
    }

    /// <summary>The value's bytes in little endian (PS3.5 7.3): words are swapped by the size that their VR gives.</summary>
    public static ReadOnlyMemory<byte> LittleEndian(Element element)
    {
        int size = element.Vr switch
        {
            Vr.OW or Vr.US or Vr.SS or Vr.AT => 2,
            Vr.OF or Vr.OL or Vr.UL or Vr.SL or Vr.FL => 4,
            Vr.OD or Vr.OV or Vr.UV or Vr.SV or Vr.FD => 8,
            _ => 1,
        };
        if (!element.IsBigEndian || size == 1)
        {
            return element.Value;
        }

        byte[] swapped = element.Value.ToArray();
        Span<byte> whole = swapped.AsSpan(0, swapped.Length / size * size);
        switch (size)
        {
            case 2:
                Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(whole);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                Span<uint> longs = MemoryMarshal.Cast<byte, uint>(whole);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            default:
                Span<ulong> quads = MemoryMarshal.Cast<byte, ulong>(whole);
                BinaryPrimitives.ReverseEndianness(quads, quads);
                break;
        }

        return swapped;
    }

    public override long LengthOf(int frame) => frameBytes;

    public override async ValueTask WriteAsync(int frame, long offset, long length, PipeWriter output, CancellationToken cancellationToken) =>
        await output.WriteAsync(pixels.Slice((int)(((frame - 1) * frameBytes) + offset), (int)length), cancellationToken).ConfigureAwait(false);
}
