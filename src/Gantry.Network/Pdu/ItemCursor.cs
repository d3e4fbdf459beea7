using System.Buffers.Binary;

namespace Gantry.Network.Pdu;

/// <summary>Walks items of type (1 byte), reserved (1), length (2, big endian) and value. No item reaches beyond the bytes given.</summary>
internal ref struct ItemCursor(ReadOnlySpan<byte> items, int offset)
{
    private ReadOnlySpan<byte> rest = items;
    private int next = offset;

    /// <summary>Offset of the current item's value in the PDU.</summary>
    public int Offset { get; private set; } = offset;

    public byte Type { get; private set; }
    public ReadOnlySpan<byte> Value { get; private set; }
    public PduError? Error { get; private set; }

    /// <summary>False at the end, and at an item that is cut short (then <see cref="Error"/> says so).</summary>
    public bool MoveNext()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        if (rest.Length < 4)
        {
            Error = new PduError(AbortReason.InvalidParameterValue, next, $"{rest.Length} bytes where an item should start");
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (length > rest.Length - 4)
        {
            Error = new PduError(AbortReason.InvalidParameterValue, next, $"item {rest[0]:X2}H says {length} bytes, {rest.Length - 4} are there");
            return false;
        }

        Type = rest[0];
        Value = rest.Slice(4, length);
        Offset = next + 4;
        next += 4 + length;
        rest = rest[(4 + length)..];
        return true;
    }
}
