using System.Buffers.Binary;
using System.Text;

namespace Gantry.Network.Dimse;

/// <summary>Decodes command sets: implicit VR little endian, group 0000 (PS3.7 6.3.1). One pass over the bytes; malformed bytes are a value.</summary>
public static class CommandReader
{
    private const ushort NoDataset = 0x0101;

    /// <summary>Reads a whole command set. Elements that no service uses, and values too short to be read, are as if absent.</summary>
    /// <param name="bytes">The command set, gathered.</param>
    /// <param name="set">The command set.</param>
    /// <param name="error">What was wrong, for the log.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out CommandSet? set, out string? error)
    {
        set = null;
        string? affectedClass = null, requestedClass = null, destination = null, comment = null, affectedInstance = null, requestedInstance = null, originator = null;
        ushort? field = null, messageId = null, responded = null, priority = null, type = null, status = null, errorId = null, eventType = null, action = null;
        ushort? remaining = null, completed = null, failed = null, warning = null, originatorMessage = null;
        uint[]? offending = null, attributes = null;
        int offset = 0;
        while (offset < bytes.Length)
        {
            if (!TryElement(bytes, ref offset, out ushort element, out ReadOnlySpan<byte> value, out error))
            {
                return false;
            }

            switch (element)
            {
                case 0x0002: affectedClass = Text(value); break;
                case 0x0003: requestedClass = Text(value); break;
                case 0x0100: field = UInt16(value); break;
                case 0x0110: messageId = UInt16(value); break;
                case 0x0120: responded = UInt16(value); break;
                case 0x0600: destination = Text(value); break;
                case 0x0700: priority = UInt16(value); break;
                case 0x0800: type = UInt16(value); break;
                case 0x0900: status = UInt16(value); break;
                case 0x0901: offending = Tags(value); break;
                case 0x0902: comment = Text(value); break;
                case 0x0903: errorId = UInt16(value); break;
                case 0x1000: affectedInstance = Text(value); break;
                case 0x1001: requestedInstance = Text(value); break;
                case 0x1002: eventType = UInt16(value); break;
                case 0x1005: attributes = Tags(value); break;
                case 0x1008: action = UInt16(value); break;
                case 0x1020: remaining = UInt16(value); break;
                case 0x1021: completed = UInt16(value); break;
                case 0x1022: failed = UInt16(value); break;
                case 0x1023: warning = UInt16(value); break;
                case 0x1030: originator = Text(value); break;
                case 0x1031: originatorMessage = UInt16(value); break;
            }
        }

        error = field is null ? "the command set has no Command Field (0000,0100)" : null;
        set = field is null ? null : new CommandSet
        {
            Field = (CommandField)field, AffectedSopClassUid = affectedClass, RequestedSopClassUid = requestedClass, MessageId = messageId, RespondedMessageId = responded,
            MoveDestination = destination, Priority = priority, HasDataset = type is not (null or NoDataset), Status = status, OffendingElements = offending,
            ErrorComment = comment, ErrorId = errorId, AffectedSopInstanceUid = affectedInstance, RequestedSopInstanceUid = requestedInstance, EventTypeId = eventType,
            AttributeIdentifiers = attributes, ActionTypeId = action, Remaining = remaining, Completed = completed, Failed = failed, Warning = warning,
            MoveOriginatorAe = originator, MoveOriginatorMessageId = originatorMessage,
        };
        return set is not null;
    }

    private static bool TryElement(ReadOnlySpan<byte> bytes, ref int offset, out ushort element, out ReadOnlySpan<byte> value, out string? error)
    {
        value = default;
        element = 0;
        error = null;
        ReadOnlySpan<byte> rest = bytes[offset..];
        if (rest.Length < 8)
        {
            error = $"{rest.Length} bytes at {offset} where a command element should start";
            return false;
        }

        ushort group = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        element = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        if (group != 0)
        {
            error = $"({group:X4},{element:X4}) at {offset} of a command set";
            return false;
        }

        if (length > rest.Length - 8)
        {
            error = $"(0000,{element:X4}) says {length} bytes, {rest.Length - 8} are there";
            return false;
        }

        value = rest.Slice(8, (int)length);
        offset += 8 + (int)length;
        return true;
    }

    private static ushort? UInt16(ReadOnlySpan<byte> value) => value.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(value) : null;

    private static string? Text(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> trimmed = value.Trim("\0 "u8);
        return trimmed.IsEmpty ? null : Encoding.Latin1.GetString(trimmed);
    }

    private static uint[] Tags(ReadOnlySpan<byte> value)
    {
        uint[] tags = new uint[value.Length / 4];
        for (int i = 0; i < tags.Length; i++)
        {
            tags[i] = ((uint)BinaryPrimitives.ReadUInt16LittleEndian(value[(4 * i)..]) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(value[((4 * i) + 2)..]);
        }

        return tags;
    }
}
