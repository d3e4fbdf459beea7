namespace Gantry.Imaging.Frames;

/// <summary>The bytes of one frame alone, read before by somebody who knows where it lies.</summary>
/// <param name="bytes">Encapsulated: the frame's stream, its fragments joined; native: from the byte in which the frame starts.</param>
/// <param name="start">Native: where those bytes lie within the value.</param>
/// <param name="nativeLength">Bytes of the whole native value.</param>
/// <param name="frames">Encapsulated: how many frames there are; 0 when native.</param>
/// <param name="frame">Which of them is given, from 1.</param>
internal sealed class GivenFrameStore(ReadOnlyMemory<byte> bytes, long start, long nativeLength, int frames, int frame) : PixelStore
{
    public override long NativeLength => nativeLength;

    public override IReadOnlyList<long>? FragmentLengths { get; } = frames == 0 ? null : [.. Enumerable.Range(1, frames).Select(f => f == frame ? bytes.Length : 0L)];

    public override ReadOnlyMemory<byte> OffsetTable => default;

    public override ReadOnlyMemory<byte> ReadNative(long offset, int length) => bytes.Slice((int)(offset - start), length);

    public override ReadOnlyMemory<byte> ReadFragment(int index, int length) => index == frame - 1 ? bytes[..length] : default;
}
