namespace Gantry.Imaging.Frames;

/// <summary>Where an instance's pixel bytes lie: in memory or in a file, native or in fragments.</summary>
internal abstract class PixelStore
{
    /// <summary>Bytes of the native value; 0 of an encapsulated one.</summary>
    public abstract long NativeLength { get; }

    /// <summary>Length of each fragment, the Basic Offset Table left out; null of a native value.</summary>
    public abstract IReadOnlyList<long>? FragmentLengths { get; }

    /// <summary>The Basic Offset Table's bytes (PS3.5 A.4); empty where there is none.</summary>
    public abstract ReadOnlyMemory<byte> OffsetTable { get; }

    /// <summary>Bytes of the native value as they are encoded.</summary>
    public abstract ReadOnlyMemory<byte> ReadNative(long offset, int length);

    /// <summary>A fragment whole, or its first bytes.</summary>
    public abstract ReadOnlyMemory<byte> ReadFragment(int index, int length);
}
