using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Imaging;
using Gantry.Imaging.Frames;

namespace Gantry.Server.DicomWeb.Pixels;

/// <summary>An instance whose frames are read from the store one at a time, by its frame table; or, where there is none that serves, from its data set in memory.</summary>
internal sealed class InstancePixels
{
    private readonly IObjectReader objects;
    private readonly StoredInstance instance;
    private readonly PixelFrames? whole;

    public InstancePixels(IObjectReader objects, StoredInstance instance, Dataset attributes, PixelFrames? whole)
    {
        (this.objects, this.instance, this.whole) = (objects, instance, whole);
        Attributes = attributes;
        Count = whole?.Count ?? instance.Frames!.Count;
    }

    /// <summary>The instance's attributes; its pixel data may be left out.</summary>
    public Dataset Attributes { get; }

    public int Count { get; }

    /// <summary>Frames of which one can be decoded, counted from 1.</summary>
    public async ValueTask<(ImagingError? Error, PixelFrames Frames)> OpenAsync(int frame, CancellationToken cancellationToken)
    {
        if (whole is not null)
        {
            return (null, whole);
        }

        if (frame < 1 || frame > Count)
        {
            return (ImagingError.NoPixels($"The instance has {Count} frames.", frame), null!);
        }

        FrameTable table = instance.Frames!;
        IReadOnlyList<ByteRange> ranges = table.IsEncapsulated ? table.Fragments[frame - 1] : [NativeRange(table, frame)];
        long length = ranges.Sum(r => r.Length);
        if (length > Array.MaxLength)
        {
            return (ImagingError.Unsupported($"A stored frame of {length} bytes.", frame), null!);
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        int at = 0;
        foreach (ByteRange range in ranges)
        {
            await objects.ReadAsync(instance.Place, range.Offset, bytes.AsMemory(at, (int)range.Length), cancellationToken).ConfigureAwait(false);
            at += (int)range.Length;
        }

        ImagingError? error = PixelFrames.OpenFrame(Attributes, TransferSyntax.FromUid(instance.TransferSyntaxUid), frame, bytes, table.PixelData.Length, out PixelFrames frames);
        return (error, frames);
    }

    private static ByteRange NativeRange(FrameTable table, int frame)
    {
        long start = Math.Min(table.PixelData.Length, (frame - 1) * table.BitsPerFrame / 8);
        long end = Math.Min(table.PixelData.Length, ((frame * table.BitsPerFrame) + 7) / 8);
        return new ByteRange(table.PixelData.Offset + start, end - start);
    }
}
