using Microsoft.Win32.SafeHandles;

namespace Gantry.Imaging.Frames;

/// <summary>Pixel bytes that stay in a file and are read range by range.</summary>
/// <param name="file">Open for reading as long as the frames are.</param>
/// <param name="valueOffset">Where a native value starts.</param>
/// <param name="nativeLength">Its bytes; 0 when encapsulated.</param>
/// <param name="fragments">Offset and length of each fragment, the Basic Offset Table first; null when native.</param>
internal sealed class FilePixelStore(SafeFileHandle file, long valueOffset, long nativeLength, IReadOnlyList<(long Offset, long Length)>? fragments) : PixelStore
{
    public override long NativeLength => nativeLength;

    public override IReadOnlyList<long>? FragmentLengths { get; } = fragments is null ? null : [.. fragments.Skip(1).Select(f => f.Length)];

    public override ReadOnlyMemory<byte> OffsetTable => fragments is [var table, ..] ? Read(table.Offset, (int)table.Length) : default;

    public override ReadOnlyMemory<byte> ReadNative(long offset, int length) => Read(valueOffset + offset, length);

    public override ReadOnlyMemory<byte> ReadFragment(int index, int length) => Read(fragments![index + 1].Offset, length);

    private byte[] Read(long offset, int length)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(length);
        int done = 0;
        while (done < length)
        {
            int read = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            if (read == 0)
            {
                throw new EndOfStreamException("The file became shorter while it was read.");
            }

            done += read;
        }

        return bytes;
    }
}
