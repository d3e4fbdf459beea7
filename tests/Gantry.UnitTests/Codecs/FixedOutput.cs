using System.Buffers;

namespace Gantry.UnitTests.Codecs;

/// <summary>An output whose memory is there from the start.</summary>
internal sealed class FixedOutput(int capacity) : IBufferWriter<byte>
{
    private readonly byte[] bytes = new byte[capacity];
    private int length;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public void Clear() => length = 0;

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => bytes.AsMemory(length);

    public Span<byte> GetSpan(int sizeHint = 0) => bytes.AsSpan(length);
}
