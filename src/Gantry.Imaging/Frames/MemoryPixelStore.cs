using Gantry.Dicom.Datasets;

namespace Gantry.Imaging.Frames;

/// <summary>Pixel bytes of an element in memory.</summary>
internal sealed class MemoryPixelStore(Element element) : PixelStore
{
    public override long NativeLength => element.Value.Length;

    public override IReadOnlyList<long>? FragmentLengths { get; } =
        element.Fragments is { } fragments ? [.. fragments.Skip(1).Select(f => (long)f.Length)] : null;

    public override ReadOnlyMemory<byte> OffsetTable => element.Fragments is [var table, ..] ? table : default;

    public override ReadOnlyMemory<byte> ReadNative(long offset, int length) => element.Value.Slice((int)offset, length);

    public override ReadOnlyMemory<byte> ReadFragment(int index, int length) => element.Fragments![index + 1][..length];
}
