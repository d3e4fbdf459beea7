using System.Buffers;
using System.Buffers.Binary;

namespace Gantry.Network.Pdu;

/// <summary>
/// Cuts a byte stream into PDUs (PS3.8 9.3.1) without copying. P-DATA-TF is never gathered: its PDVs are handed on in the pieces that have
/// arrived, so a PDU that says it has 4 GB costs nothing. Other PDUs are waited for whole, after their length was checked.
/// </summary>
/// <param name="maxDataBytes">The longest P-DATA-TF variable field taken, as announced; 0 is unlimited.</param>
/// <param name="maxAssociateBytes">The longest A-ASSOCIATE-RQ or -AC taken.</param>
public sealed class PduFramer(uint maxDataBytes, uint maxAssociateBytes)
{
    private const int HeaderBytes = 6;
    private uint pduRemaining;
    private uint pdvRemaining;
    private bool inPdv;
    private byte contextId;
    private byte control;

    /// <summary>A P-DATA-TF has begun and not ended.</summary>
    public bool IsInsideData => pduRemaining > 0;

    /// <summary>Why <see cref="FrameStatus.Malformed"/> was returned. Nothing can be read after it.</summary>
    public PduError? Error { get; private set; }

    /// <summary>Takes the next frame off the front of <paramref name="buffer"/>.</summary>
    public FrameStatus Next(ref ReadOnlySequence<byte> buffer, out PduFrame frame)
    {
        frame = default;
        return Error is not null ? FrameStatus.Malformed
            : pduRemaining > 0 ? NextFragment(ref buffer, out frame)
            : NextPdu(ref buffer, out frame);
    }

    private FrameStatus NextPdu(ref ReadOnlySequence<byte> buffer, out PduFrame frame)
    {
        frame = default;
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (buffer.Length < HeaderBytes)
        {
            // An unknown type is told at once: a peer that speaks another protocol may never send six bytes.
            return !buffer.IsEmpty && buffer.FirstSpan[0] is 0 or > 7 ? Malformed(AbortReason.UnrecognizedPdu, 0, $"PDU type {buffer.FirstSpan[0]:X2}H") : FrameStatus.NeedMoreData;
        }

        buffer.Slice(0, HeaderBytes).CopyTo(header);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(header[2..]);
        PduType type = (PduType)header[0];
        switch (type)
        {
            case PduType.DataTransfer:
                if (length < 6 || (maxDataBytes != 0 && length > maxDataBytes))
                {
                    return Malformed(AbortReason.InvalidParameterValue, 2, $"P-DATA-TF of {length} bytes where at most {maxDataBytes} were announced");
                }

                buffer = buffer.Slice(HeaderBytes);
                pduRemaining = length;
                frame = PduFrame.DataStart;
                return FrameStatus.Frame;
            case PduType.AssociateRequest or PduType.AssociateAccept when length > maxAssociateBytes:
                return Malformed(AbortReason.InvalidParameterValue, 2, $"A-ASSOCIATE PDU of {length} bytes where at most {maxAssociateBytes} are taken");
            case PduType.AssociateReject or PduType.ReleaseRequest or PduType.ReleaseResponse or PduType.Abort when length != 4:
                return Malformed(AbortReason.InvalidParameterValue, 2, $"{type} of {length} bytes, it has 4");
            case >= PduType.AssociateRequest and <= PduType.Abort:
                break;
            default:
                return Malformed(AbortReason.UnrecognizedPdu, 0, $"PDU type {header[0]:X2}H");
        }

        if (buffer.Length < HeaderBytes + length)
        {
            return FrameStatus.NeedMoreData;
        }

        frame = PduFrame.Whole(type, buffer.Slice(HeaderBytes, length));
        buffer = buffer.Slice(HeaderBytes + length);
        return FrameStatus.Frame;
    }

    private FrameStatus NextFragment(ref ReadOnlySequence<byte> buffer, out PduFrame frame)
    {
        frame = default;
        if (!inPdv)
        {
            if (pduRemaining < HeaderBytes)
            {
                return Malformed(AbortReason.InvalidParameterValue, 0, $"{pduRemaining} bytes left in a P-DATA-TF where a PDV should start");
            }

            if (buffer.Length < HeaderBytes)
            {
                return FrameStatus.NeedMoreData;
            }

            Span<byte> header = stackalloc byte[HeaderBytes];
            buffer.Slice(0, HeaderBytes).CopyTo(header);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (length < 2 || length > pduRemaining - 4)
            {
                return Malformed(AbortReason.InvalidParameterValue, 0, $"PDV of {length} bytes in a P-DATA-TF with {pduRemaining - 4} left");
            }

            contextId = header[4];
            control = header[5];
            buffer = buffer.Slice(HeaderBytes);
            pduRemaining -= HeaderBytes;
            pdvRemaining = length - 2;
            inPdv = true;
        }

        uint take = (uint)Math.Min(pdvRemaining, buffer.Length);
        if (take == 0 && pdvRemaining > 0)
        {
            return FrameStatus.NeedMoreData;
        }

        ReadOnlySequence<byte> data = buffer.Slice(0, take);
        buffer = buffer.Slice(take);
        pduRemaining -= take;
        pdvRemaining -= take;
        inPdv = pdvRemaining > 0;
        frame = PduFrame.Data(new PdvFragment(contextId, (control & 1) != 0, !inPdv && (control & 2) != 0, data));
        return FrameStatus.Frame;
    }

    private FrameStatus Malformed(AbortReason reason, long offset, string detail)
    {
        Error = new PduError(reason, offset, detail);
        return FrameStatus.Malformed;
    }
}
