using System.Buffers.Binary;
using System.Text;

namespace Gantry.Network.Pdu;

/// <summary>Decodes whole PDU bodies (what follows the 6 header bytes). Pure; malformed bytes are a value; items that are not known are skipped.</summary>
public static class PduReader
{
    private const int HeaderBytes = 6;
    private const int FixedBytes = 68;

    public static bool TryReadAssociateRequest(ReadOnlySpan<byte> body, out AssociateRequest? request, out PduError? error)
    {
        request = null;
        if (!TryReadFixed(body, out ushort version, out byte[] addresses, out error))
        {
            return false;
        }

        string applicationContext = "";
        List<PresentationContextProposal> contexts = [];
        UserInformation? user = null;
        ItemCursor items = new(body[FixedBytes..], HeaderBytes + FixedBytes);
        while (items.MoveNext())
        {
            switch (items.Type)
            {
                case 0x10:
                    applicationContext = Uid(items.Value);
                    break;
                case 0x20:
                    if (!TryReadProposal(items.Value, items.Offset, contexts, out error))
                    {
                        return false;
                    }

                    break;
                case 0x50:
                    if (!UserInformationReader.TryRead(items.Value, items.Offset, isRequest: true, out user, out error))
                    {
                        return false;
                    }

                    break;
            }
        }

        error = items.Error ?? (contexts.Count == 0 ? new PduError(AbortReason.InvalidParameterValue, 0, "no presentation context is proposed") : null);
        request = error is not null ? null : new AssociateRequest(Title(addresses.AsSpan(0, 16)), Title(addresses.AsSpan(16, 16)), contexts, user ?? new UserInformation())
        {
            ProtocolVersion = version, ApplicationContext = applicationContext, AddressFields = addresses,
        };
        return error is null;
    }

    public static bool TryReadAssociateAccept(ReadOnlySpan<byte> body, out AssociateAccept? accept, out PduError? error)
    {
        accept = null;
        if (!TryReadFixed(body, out ushort version, out byte[] addresses, out error))
        {
            return false;
        }

        string applicationContext = "";
        List<PresentationContextResult> contexts = [];
        UserInformation? user = null;
        ItemCursor items = new(body[FixedBytes..], HeaderBytes + FixedBytes);
        while (items.MoveNext())
        {
            switch (items.Type)
            {
                case 0x10:
                    applicationContext = Uid(items.Value);
                    break;
                case 0x21:
                    if (!TryReadResult(items.Value, items.Offset, contexts, out error))
                    {
                        return false;
                    }

                    break;
                case 0x50:
                    if (!UserInformationReader.TryRead(items.Value, items.Offset, isRequest: false, out user, out error))
                    {
                        return false;
                    }

                    break;
            }
        }

        error = items.Error;
        accept = error is not null ? null : new AssociateAccept(contexts, user ?? new UserInformation())
        {
            ProtocolVersion = version, ApplicationContext = applicationContext, AddressFields = addresses,
        };
        return error is null;
    }

    /// <summary>Body: reserved, result, source, reason. The framer has checked that there are 4 bytes.</summary>
    public static AssociateReject ReadAssociateReject(ReadOnlySpan<byte> body) => new(body[1], body[2], body[3]);

    /// <summary>Body: reserved, reserved, source, reason. The framer has checked that there are 4 bytes.</summary>
    public static AbortPdu ReadAbort(ReadOnlySpan<byte> body) => new((AbortSource)body[2], (AbortReason)body[3]);

    // Lenient: some implementations pad UIDs of items with NUL or space, PS3.8 F forbids padding.
    internal static string Uid(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value.TrimEnd("\0 "u8));

    private static string Title(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value.Trim("\0 "u8));

    private static bool TryReadFixed(ReadOnlySpan<byte> body, out ushort version, out byte[] addresses, out PduError? error)
    {
        if (body.Length < FixedBytes)
        {
            version = 0;
            addresses = [];
            error = new PduError(AbortReason.InvalidParameterValue, HeaderBytes, $"an A-ASSOCIATE PDU has at least {FixedBytes} bytes, this one {body.Length}");
            return false;
        }

        version = BinaryPrimitives.ReadUInt16BigEndian(body);
        addresses = body.Slice(4, 64).ToArray();
        error = null;
        return true;
    }

    private static bool TryReadProposal(ReadOnlySpan<byte> value, int offset, List<PresentationContextProposal> contexts, out PduError? error)
    {
        error = CheckContext(value, offset);
        if (error is not null)
        {
            return false;
        }

        byte id = value[0];
        if (contexts.Exists(c => c.Id == id))
        {
            error = new PduError(AbortReason.InvalidParameterValue, offset, $"presentation context {id} is proposed twice");
            return false;
        }

        string? abstractSyntax = null;
        List<string> syntaxes = [];
        ItemCursor items = new(value[4..], offset + 4);
        while (items.MoveNext())
        {
            if (items.Type == 0x30)
            {
                abstractSyntax = Uid(items.Value);
            }
            else if (items.Type == 0x40)
            {
                syntaxes.Add(Uid(items.Value));
            }
        }

        error = items.Error ?? (abstractSyntax is null || syntaxes.Count == 0
            ? new PduError(AbortReason.InvalidParameterValue, offset, $"presentation context {id} lacks its abstract or every transfer syntax")
            : null);
        if (error is null)
        {
            contexts.Add(new PresentationContextProposal(id, abstractSyntax!, syntaxes));
        }

        return error is null;
    }

    private static bool TryReadResult(ReadOnlySpan<byte> value, int offset, List<PresentationContextResult> contexts, out PduError? error)
    {
        error = CheckContext(value, offset);
        if (error is not null)
        {
            return false;
        }

        string syntax = "";
        ContextResult result = (ContextResult)value[2];
        ItemCursor items = new(value[4..], offset + 4);
        while (items.MoveNext())
        {
            if (items.Type == 0x40)
            {
                syntax = Uid(items.Value);
            }
        }

        // The sub-item of a context that was not accepted is not significant and shall not be tested (table 9-18).
        error = result == ContextResult.Acceptance ? items.Error : null;
        if (error is null)
        {
            contexts.Add(new PresentationContextResult(value[0], result, syntax));
        }

        return error is null;
    }

    private static PduError? CheckContext(ReadOnlySpan<byte> value, int offset) =>
        value.Length < 4 ? new PduError(AbortReason.InvalidParameterValue, offset, "a presentation context item has at least 4 bytes")
        : (value[0] & 1) == 0 ? new PduError(AbortReason.InvalidParameterValue, offset, $"presentation context {value[0]} is not odd")
        : null;
}
