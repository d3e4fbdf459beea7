namespace Gantry.Archive.Objects;

/// <summary>A range of bytes within an object.</summary>
public readonly record struct ByteRange(long Offset, long Length);

/// <summary>
/// Where each frame's bytes lie within a stored object. Native frames are equal steps from one start (frames of bits that do not end on a byte
/// share bytes: then <see cref="BitsPerFrame"/> is not a multiple of 8); encapsulated frames are runs of fragments (PS3.5 A.4).
/// </summary>
public sealed class FrameTable
{
    /// <summary>Number of frames.</summary>
    public required int Count { get; init; }

    public required bool IsEncapsulated { get; init; }

    /// <summary>Native: where the value of Pixel Data (or Float/Double Float Pixel Data) starts within the object, and its length.</summary>
    public ByteRange PixelData { get; init; }

    /// <summary>Native: bits of one frame.</summary>
    public long BitsPerFrame { get; init; }

    /// <summary>Encapsulated: the fragments' value ranges, grouped by frame. A frame is most often one fragment.</summary>
    public IReadOnlyList<IReadOnlyList<ByteRange>> Fragments { get; init; } = [];
}
