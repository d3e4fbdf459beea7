using System.IO.Pipelines;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;

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
        ReadOnlyMemory<byte> value = ByteOrder.LittleEndianOf(element);
        return frameBits % 8 == 0 && frameBits / 8 <= value.Length / count ? new ConvertedFrames(value, (int)count, frameBits / 8) : null;
    }

    public override long LengthOf(int frame) => frameBytes;

    public override async ValueTask WriteAsync(int frame, long offset, long length, PipeWriter output, CancellationToken cancellationToken) =>
        await output.WriteAsync(pixels.Slice((int)(((frame - 1) * frameBytes) + offset), (int)length), cancellationToken).ConfigureAwait(false);
}
