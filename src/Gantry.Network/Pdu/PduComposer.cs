using System.Buffers.Binary;
using System.Text;

namespace Gantry.Network.Pdu;

/// <summary>Grows one PDU in memory; lengths are filled in when an item ends.</summary>
internal sealed class PduComposer
{
    private byte[] bytes = new byte[1024];
    private int length;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    /// <summary>Starts an item with a 2-byte length; the value returned goes to <see cref="End"/>.</summary>
    public int Begin(byte type)
    {
        Byte(type);
        Byte(0);
        UInt16(0);
        return length;
    }

    public void End(int start) => BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(start - 2), checked((ushort)(length - start)));

    public void BeginPdu(PduType type)
    {
        Byte((byte)type);
        Byte(0);
        UInt32(0);
    }

    public void EndPdu() => BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(2), (uint)(length - 6));

    public void Byte(byte value) => Take(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    public void Text(string value) => Encoding.Latin1.GetBytes(value, Take(value.Length));

    public void Item(byte type, string value)
    {
        int item = Begin(type);
        Text(value);
        End(item);
    }

    /// <summary>A 2-byte length and the text.</summary>
    public void Prefixed(string value)
    {
        UInt16(checked((ushort)value.Length));
        Text(value);
    }

    public void Prefixed(ReadOnlySpan<byte> value)
    {
        UInt16(checked((ushort)value.Length));
        Bytes(value);
    }

    private Span<byte> Take(int count)
    {
        if (length + count > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + count));
        }

        Span<byte> span = bytes.AsSpan(length, count);
        span.Clear();
        length += count;
        return span;
    }
}
