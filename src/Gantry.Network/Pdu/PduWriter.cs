using System.Buffers;
using System.Buffers.Binary;

namespace Gantry.Network.Pdu;

/// <summary>Encodes PDUs (PS3.8 9.3), each whole with its header.</summary>
public static class PduWriter
{
    /// <summary>Bytes before the payload of a P-DATA-TF with one PDV: PDU header 6, PDV length 4, context 1, message control header 1.</summary>
    public const int DataHeaderBytes = 12;

    public static void WriteAssociateRequest(IBufferWriter<byte> output, AssociateRequest request)
    {
        PduComposer pdu = new();
        pdu.BeginPdu(PduType.AssociateRequest);
        pdu.UInt16(request.ProtocolVersion);
        pdu.UInt16(0);
        pdu.Text(request.CalledAe.PadRight(16));
        pdu.Text(request.CallingAe.PadRight(16));
        pdu.Bytes(stackalloc byte[32]);
        pdu.Item(0x10, request.ApplicationContext);
        foreach (PresentationContextProposal context in request.Contexts)
        {
            int item = pdu.Begin(0x20);
            pdu.Byte(context.Id);
            pdu.Bytes([0, 0, 0]);
            pdu.Item(0x30, context.AbstractSyntax);
            foreach (string syntax in context.TransferSyntaxes)
            {
                pdu.Item(0x40, syntax);
            }

            pdu.End(item);
        }

        WriteUserInformation(pdu, request.User);
        pdu.EndPdu();
        output.Write(pdu.Written);
    }

    public static void WriteAssociateAccept(IBufferWriter<byte> output, AssociateAccept accept)
    {
        PduComposer pdu = new();
        pdu.BeginPdu(PduType.AssociateAccept);
        pdu.UInt16(accept.ProtocolVersion);
        pdu.UInt16(0);
        pdu.Bytes(accept.AddressFields.Length == 64 ? accept.AddressFields.Span : stackalloc byte[64]);
        pdu.Item(0x10, accept.ApplicationContext);
        foreach (PresentationContextResult context in accept.Contexts)
        {
            int item = pdu.Begin(0x21);
            pdu.Byte(context.Id);
            pdu.Byte(0);
            pdu.Byte((byte)context.Result);
            pdu.Byte(0);
            pdu.Item(0x40, context.TransferSyntax);
            pdu.End(item);
        }

        WriteUserInformation(pdu, accept.User);
        pdu.EndPdu();
        output.Write(pdu.Written);
    }

    public static void WriteAssociateReject(IBufferWriter<byte> output, AssociateReject reject) =>
        output.Write<byte>([(byte)PduType.AssociateReject, 0, 0, 0, 0, 4, 0, reject.Result, reject.Source, reject.Reason]);

    public static void WriteReleaseRequest(IBufferWriter<byte> output) =>
        output.Write<byte>([(byte)PduType.ReleaseRequest, 0, 0, 0, 0, 4, 0, 0, 0, 0]);

    public static void WriteReleaseResponse(IBufferWriter<byte> output) =>
        output.Write<byte>([(byte)PduType.ReleaseResponse, 0, 0, 0, 0, 4, 0, 0, 0, 0]);

    public static void WriteAbort(IBufferWriter<byte> output, AbortPdu abort) =>
        output.Write<byte>([(byte)PduType.Abort, 0, 0, 0, 0, 4, 0, 0, (byte)abort.Source, (byte)abort.Reason]);

    /// <summary>The <see cref="DataHeaderBytes"/> bytes that go before the payload of a P-DATA-TF PDU with one PDV (PS3.8 9.3.5, E.2).</summary>
    public static void WriteDataHeader(Span<byte> header, byte contextId, bool isCommand, bool isLast, int payloadBytes)
    {
        header[0] = (byte)PduType.DataTransfer;
        header[1] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header[2..], (uint)payloadBytes + 6);
        BinaryPrimitives.WriteUInt32BigEndian(header[6..], (uint)payloadBytes + 2);
        header[10] = contextId;
        header[11] = (byte)((isCommand ? 1 : 0) | (isLast ? 2 : 0));
    }

    private static void WriteUserInformation(PduComposer pdu, UserInformation user)
    {
        int item = pdu.Begin(0x50);
        int sub = pdu.Begin(0x51);
        pdu.UInt32(user.MaxPduBytes);
        pdu.End(sub);
        pdu.Item(0x52, user.ImplementationClassUid);
        if (user.AsyncOperations is { } window)
        {
            sub = pdu.Begin(0x53);
            pdu.UInt16(window.MaxInvoked);
            pdu.UInt16(window.MaxPerformed);
            pdu.End(sub);
        }

        foreach (RoleSelection role in user.Roles)
        {
            sub = pdu.Begin(0x54);
            pdu.Prefixed(role.SopClassUid);
            pdu.Byte(role.Scu ? (byte)1 : (byte)0);
            pdu.Byte(role.Scp ? (byte)1 : (byte)0);
            pdu.End(sub);
        }

        if (user.ImplementationVersionName.Length > 0)
        {
            pdu.Item(0x55, user.ImplementationVersionName);
        }

        WriteNegotiations(pdu, user);
        pdu.End(item);
    }

    private static void WriteNegotiations(PduComposer pdu, UserInformation user)
    {
        foreach (ExtendedNegotiation negotiation in user.Extended)
        {
            int sub = pdu.Begin(0x56);
            pdu.Prefixed(negotiation.SopClassUid);
            pdu.Bytes(negotiation.Information.Span);
            pdu.End(sub);
        }

        foreach (CommonExtendedNegotiation negotiation in user.CommonExtended)
        {
            int sub = pdu.Begin(0x57);
            pdu.Prefixed(negotiation.SopClassUid);
            pdu.Prefixed(negotiation.ServiceClassUid);
            pdu.UInt16(checked((ushort)negotiation.RelatedGeneralSopClassUids.Sum(u => u.Length + 2)));
            foreach (string uid in negotiation.RelatedGeneralSopClassUids)
            {
                pdu.Prefixed(uid);
            }

            pdu.End(sub);
        }

        if (user.UserIdentity is { } identity)
        {
            int sub = pdu.Begin(0x58);
            pdu.Byte(identity.Type);
            pdu.Byte(identity.PositiveResponseRequested ? (byte)1 : (byte)0);
            pdu.Prefixed(identity.Primary.Span);
            pdu.Prefixed(identity.Secondary.Span);
            pdu.End(sub);
        }

        if (user.UserIdentityResponse is { } response)
        {
            int sub = pdu.Begin(0x59);
            pdu.Prefixed(response.Span);
            pdu.End(sub);
        }
    }
}
