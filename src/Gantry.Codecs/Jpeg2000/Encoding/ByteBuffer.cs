using System.Buffers;
using System.Buffers.Binary;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Bytes that grow in pooled memory.</summary>
internal sealed class ByteBuffer : IDisposable
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(1 << 16);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Add(byte value)
    {
        Grow(1)[0] = value;
        Length++;
    }

    public void Add16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Grow(2), (ushort)value);
        Length += 2;
    }

    public void Add32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Grow(4), value);
        Length += 4;
    }

    public void Add(ReadOnlySpan<byte> values)
    {
        values.CopyTo(Grow(values.Length));
        Length += values.Length;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }

    private Span<byte> Grow(int count)
    {
        if (bytes.Length - Length < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * bytes.Length, Length + count));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = larger;
        }

        return bytes.AsSpan(Length);
    }
}
