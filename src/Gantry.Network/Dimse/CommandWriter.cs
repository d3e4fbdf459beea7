using System.Buffers.Binary;
using System.Text;

namespace Gantry.Network.Dimse;

/// <summary>Encodes command sets: implicit VR little endian, elements in ascending order, led by the group length (PS3.7 6.3.1).</summary>
public static class CommandWriter
{
    /// <summary>The bytes that <see cref="Write"/> needs at most.</summary>
    public static int MaxBytes(CommandSet set) =>
        // 23 elements of 8 bytes and at most 4 of value, and the variable ones, each padded to even length.
        (24 * 12) + Text(set.AffectedSopClassUid) + Text(set.RequestedSopClassUid) + Text(set.MoveDestination) + Text(set.ErrorComment) + Text(set.AffectedSopInstanceUid)
        + Text(set.RequestedSopInstanceUid) + Text(set.MoveOriginatorAe) + (4 * ((set.OffendingElements?.Count ?? 0) + (set.AttributeIdentifiers?.Count ?? 0)));

    /// <summary>Writes the command set and returns its length in bytes.</summary>
    public static int Write(Span<byte> output, CommandSet set)
    {
        int at = 12;
        Put(output, ref at, 0x0002, set.AffectedSopClassUid, 0);
        Put(output, ref at, 0x0003, set.RequestedSopClassUid, 0);
        Put(output, ref at, 0x0100, (ushort)set.Field);
        Put(output, ref at, 0x0110, set.MessageId);
        Put(output, ref at, 0x0120, set.RespondedMessageId);
        Put(output, ref at, 0x0600, set.MoveDestination, (byte)' ');
        Put(output, ref at, 0x0700, set.Priority);
        Put(output, ref at, 0x0800, set.HasDataset ? (ushort)0x0001 : (ushort)0x0101);
        Put(output, ref at, 0x0900, set.Status);
        Put(output, ref at, 0x0901, set.OffendingElements);
        Put(output, ref at, 0x0902, set.ErrorComment, (byte)' ');
        Put(output, ref at, 0x0903, set.ErrorId);
        Put(output, ref at, 0x1000, set.AffectedSopInstanceUid, 0);
        Put(output, ref at, 0x1001, set.RequestedSopInstanceUid, 0);
        Put(output, ref at, 0x1002, set.EventTypeId);
        Put(output, ref at, 0x1005, set.AttributeIdentifiers);
        Put(output, ref at, 0x1008, set.ActionTypeId);
        Put(output, ref at, 0x1020, set.Remaining);
        Put(output, ref at, 0x1021, set.Completed);
        Put(output, ref at, 0x1022, set.Failed);
        Put(output, ref at, 0x1023, set.Warning);
        Put(output, ref at, 0x1030, set.MoveOriginatorAe, (byte)' ');
        Put(output, ref at, 0x1031, set.MoveOriginatorMessageId);
        Header(output, 0x0000, 4);
        BinaryPrimitives.WriteInt32LittleEndian(output[8..], at - 12);
        return at;
    }

    private static int Text(string? value) => value is null ? 0 : value.Length + 1;

    private static void Header(Span<byte> output, ushort element, int length)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(output, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(output[2..], element);
        BinaryPrimitives.WriteInt32LittleEndian(output[4..], length);
    }

    private static void Put(Span<byte> output, ref int at, ushort element, ushort? value)
    {
        if (value is { } number)
        {
            Header(output[at..], element, 2);
            BinaryPrimitives.WriteUInt16LittleEndian(output[(at + 8)..], number);
            at += 10;
        }
    }

    private static void Put(Span<byte> output, ref int at, ushort element, string? value, byte padding)
    {
        if (value is null)
        {
            return;
        }

        int length = value.Length + (value.Length & 1);
        Header(output[at..], element, length);
        Encoding.Latin1.GetBytes(value, output[(at + 8)..]);
        if ((value.Length & 1) != 0)
        {
            output[at + 8 + value.Length] = padding;
        }

        at += 8 + length;
    }

    private static void Put(Span<byte> output, ref int at, ushort element, IReadOnlyList<uint>? tags)
    {
        if (tags is null)
        {
            return;
        }

        Header(output[at..], element, 4 * tags.Count);
        at += 8;
        foreach (uint tag in tags)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(output[at..], (ushort)(tag >> 16));
            BinaryPrimitives.WriteUInt16LittleEndian(output[(at + 2)..], (ushort)tag);
            at += 4;
        }
    }
}
