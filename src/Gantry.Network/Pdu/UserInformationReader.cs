using System.Buffers.Binary;

namespace Gantry.Network.Pdu;

/// <summary>Decodes the sub-items of item 50H (PS3.7 D.3.3).</summary>
internal static class UserInformationReader
{
    public static bool TryRead(ReadOnlySpan<byte> value, int offset, bool isRequest, out UserInformation user, out PduError? error)
    {
        user = new UserInformation();
        List<RoleSelection> roles = [];
        List<ExtendedNegotiation> extended = [];
        List<CommonExtendedNegotiation> common = [];
        ItemCursor items = new(value, offset);
        error = null;
        while (error is null && items.MoveNext())
        {
            ReadOnlySpan<byte> item = items.Value;
            switch (items.Type)
            {
                case 0x51 when item.Length == 4:
                    user = user with { MaxPduBytes = BinaryPrimitives.ReadUInt32BigEndian(item) };
                    break;
                case 0x52:
                    user = user with { ImplementationClassUid = PduReader.Uid(item) };
                    break;
                case 0x53 when item.Length == 4:
                    user = user with { AsyncOperations = new AsyncOperationsWindow(BinaryPrimitives.ReadUInt16BigEndian(item), BinaryPrimitives.ReadUInt16BigEndian(item[2..])) };
                    break;
                case 0x54 when TryPrefixed(ref item, out ReadOnlySpan<byte> sopClass) && item.Length == 2:
                    roles.Add(new RoleSelection(PduReader.Uid(sopClass), item[0] == 1, item[1] == 1));
                    break;
                case 0x55:
                    user = user with { ImplementationVersionName = PduReader.Uid(item) };
                    break;
                case 0x56 when TryPrefixed(ref item, out ReadOnlySpan<byte> sopClass):
                    extended.Add(new ExtendedNegotiation(PduReader.Uid(sopClass), item.ToArray()));
                    break;
                case 0x57 when TryReadCommon(item, out CommonExtendedNegotiation? negotiation):
                    common.Add(negotiation!);
                    break;
                case 0x58 when isRequest && TryReadIdentity(item, out UserIdentityRequest? identity):
                    user = user with { UserIdentity = identity };
                    break;
                case 0x59 when !isRequest && TryPrefixed(ref item, out ReadOnlySpan<byte> response):
                    user = user with { UserIdentityResponse = response.ToArray() };
                    break;
                case 0x51 or 0x53 or 0x54 or 0x56 or 0x57:
                case 0x58 when isRequest:
                case 0x59 when !isRequest:
                    error = new PduError(AbortReason.InvalidParameterValue, items.Offset, $"user information sub-item {items.Type:X2}H has a wrong length inside");
                    break;
            }
        }

        error ??= items.Error;
        user = user with { Roles = roles, Extended = extended, CommonExtended = common };
        return error is null;
    }

    /// <summary>Takes a field that its 2-byte length precedes off the front.</summary>
    private static bool TryPrefixed(ref ReadOnlySpan<byte> item, out ReadOnlySpan<byte> field)
    {
        field = default;
        if (item.Length < 2)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(item);
        if (length > item.Length - 2)
        {
            return false;
        }

        field = item.Slice(2, length);
        item = item[(2 + length)..];
        return true;
    }

    private static bool TryReadCommon(ReadOnlySpan<byte> item, out CommonExtendedNegotiation? negotiation)
    {
        negotiation = null;
        if (!TryPrefixed(ref item, out ReadOnlySpan<byte> sopClass) || !TryPrefixed(ref item, out ReadOnlySpan<byte> service) || !TryPrefixed(ref item, out ReadOnlySpan<byte> related))
        {
            return false;
        }

        List<string> uids = [];
        while (!related.IsEmpty)
        {
            if (!TryPrefixed(ref related, out ReadOnlySpan<byte> uid))
            {
                return false;
            }

            uids.Add(PduReader.Uid(uid));
        }

        negotiation = new CommonExtendedNegotiation(PduReader.Uid(sopClass), PduReader.Uid(service), uids);
        return true;
    }

    private static bool TryReadIdentity(ReadOnlySpan<byte> item, out UserIdentityRequest? identity)
    {
        identity = null;
        if (item.Length < 2)
        {
            return false;
        }

        byte type = item[0];
        bool respond = item[1] != 0;
        item = item[2..];
        if (!TryPrefixed(ref item, out ReadOnlySpan<byte> primary) || !TryPrefixed(ref item, out ReadOnlySpan<byte> secondary))
        {
            return false;
        }

        identity = new UserIdentityRequest(type, respond, primary.ToArray(), secondary.ToArray());
        return true;
    }
}
