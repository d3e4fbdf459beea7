using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using StandardTags = Gantry.Dicom.Dictionary.Tags;

namespace Gantry.Server.Web.Frames;

/// <summary>
/// Decodes single frames for browsers, which lack some codecs (JPEG of 12 bits, progressive JPEG and others). Only the frame's own bytes are read; as many
/// at a time as there are processors.
/// </summary>
internal sealed class FrameDecoder(IObjectReader objects) : IDisposable
{
    private const long MaxFrameBytes = 256L << 20;
    private const long MaxObjectBytes = 256L << 20;
    private static readonly ReadLimits Limits = ReadLimits.Default with { MaxInflatedBytes = MaxObjectBytes };

    private readonly SemaphoreSlim running = new(Environment.ProcessorCount);

    /// <param name="instance">The object.</param>
    /// <param name="frame">Counted from 0.</param>
    /// <param name="cancellationToken">Ends the wait for a turn.</param>
    /// <exception cref="ObjectStoreException">The bytes cannot be read.</exception>
    public async ValueTask<DecodedCells> DecodeAsync(StoredInstance instance, int frame, CancellationToken cancellationToken)
    {
        await running.WaitAsync(cancellationToken);
        try
        {
            return instance.Frames is { } table ? await DecodeOneAsync(instance, table, frame, cancellationToken) : await DecodeWholeAsync(instance, frame, cancellationToken);
        }
        finally
        {
            running.Release();
        }
    }

    public void Dispose() => running.Dispose();

    private async ValueTask<DecodedCells> DecodeOneAsync(StoredInstance instance, FrameTable table, int frame, CancellationToken cancellationToken)
    {
        long length = table.IsEncapsulated
            ? frame < table.Fragments.Count ? table.Fragments[frame].Sum(fragment => fragment.Length) : 0
            : table.BitsPerFrame % 8 == 0 ? table.BitsPerFrame / 8 : 0;
        if (length is <= 0 or > MaxFrameBytes)
        {
            return DecodedCells.Failed(ImagingError.Unsupported($"The frame has {length} bytes; 1 to {MaxFrameBytes} are decoded here.", frame + 1));
        }

        DicomFile file = await InstanceHeader.ReadAsync(instance, objects, cancellationToken);
        Dataset dataset = file.Dataset;
        dataset.Set(StandardTags.NumberOfFrames, 1);
        dataset.Remove(StandardTags.ExtendedOffsetTable);
        dataset.Remove(StandardTags.ExtendedOffsetTableLengths);
        Element value = dataset.TryGet(StandardTags.FloatPixelData, out Element found) || dataset.TryGet(StandardTags.DoubleFloatPixelData, out found) || dataset.TryGet(StandardTags.PixelData, out found)
            ? found
            : new Element { Tag = StandardTags.PixelData, Vr = Vr.OW, IsBigEndian = file.TransferSyntax == TransferSyntax.ExplicitVrBigEndian };
        if (table.IsEncapsulated)
        {
            List<ReadOnlyMemory<byte>> fragments = [default];
            foreach (ByteRange range in table.Fragments[frame])
            {
                fragments.Add(await BytesAsync(instance, range.Offset, range.Length, cancellationToken));
            }

            dataset.Add(new Element { Tag = StandardTags.PixelData, Vr = Vr.OB, Fragments = fragments });
        }
        else
        {
            byte[] cells = await BytesAsync(instance, table.PixelData.Offset + (length * frame), length, cancellationToken);
            dataset.Add(new Element { Tag = value.Tag, Vr = value.Vr, IsBigEndian = value.IsBigEndian, Value = cells });
        }

        return Decode(file, 1);
    }

    private async ValueTask<DecodedCells> DecodeWholeAsync(StoredInstance instance, int frame, CancellationToken cancellationToken)
    {
        if (instance.Place.Length > MaxObjectBytes)
        {
            return DecodedCells.Failed(ImagingError.Unsupported($"Its frames cannot be told apart, and its {instance.Place.Length} bytes are too many to be read at once.", frame + 1));
        }

        return Decode(DicomFile.Read(await BytesAsync(instance, 0, instance.Place.Length, cancellationToken), Limits), frame + 1);
    }

    private static DecodedCells Decode(DicomFile file, int frame)
    {
        if (PixelFrames.Open(file.Dataset, file.TransferSyntax, out PixelFrames frames) is { } closed)
        {
            return DecodedCells.Failed(closed);
        }

        if ((long)frames.Description.Rows * frames.Description.Columns * frames.Description.Samples * frames.Description.CellBytes > MaxFrameBytes)
        {
            return DecodedCells.Failed(ImagingError.Unsupported($"A frame of {frames.Description.Columns} by {frames.Description.Rows} pixels is too large to be decoded here.", frame));
        }

        return frames.Decode(frame, out byte[] cells, out PixelDescription decoded) is { } error
            ? DecodedCells.Failed(error)
            : new DecodedCells(null, file.Dataset, decoded, cells);
    }

    private async ValueTask<byte[]> BytesAsync(StoredInstance instance, long offset, long length, CancellationToken cancellationToken)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        await objects.ReadAsync(instance.Place, offset, bytes, cancellationToken);
        return bytes;
    }
}
