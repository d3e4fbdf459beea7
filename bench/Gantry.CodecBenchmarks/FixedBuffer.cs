using System.Buffers;

namespace Gantry.CodecBenchmarks;

/// <summary>A buffer that is there before the clock runs.</summary>
internal sealed class FixedBuffer(int capacity) : IBufferWriter<byte>
{
    private readonly byte[] bytes = new byte[capacity];

    public int Length { get; set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public Span<byte> All => bytes;

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => bytes.AsMemory(Length);

    public Span<byte> GetSpan(int sizeHint = 0) => bytes.AsSpan(Length);
}
