using System.IO.Pipelines;
using Gantry.Network.Pdu;

namespace Gantry.Network.Dimse;

/// <summary>Puts command sets into P-DATA-TF PDUs.</summary>
public static class MessageWriter
{
    /// <summary>Writes one PDU with the whole command set, split only where the peer's maximum asks for it; nothing is flushed.</summary>
    public static void WriteCommand(PipeWriter output, byte contextId, CommandSet set, uint peerMaxPduBytes)
    {
        int max = CommandWriter.MaxBytes(set);
        if (max + 6 <= peerMaxPduBytes)
        {
            Span<byte> pdu = output.GetSpan(PduWriter.DataHeaderBytes + max);
            int length = CommandWriter.Write(pdu[PduWriter.DataHeaderBytes..], set);
            PduWriter.WriteDataHeader(pdu, contextId, isCommand: true, isLast: true, length);
            output.Advance(PduWriter.DataHeaderBytes + length);
            return;
        }

        byte[] bytes = new byte[max];
        ReadOnlySpan<byte> rest = bytes.AsSpan(0, CommandWriter.Write(bytes, set));
        int payload = PayloadBytes(peerMaxPduBytes);
        while (!rest.IsEmpty)
        {
            int part = Math.Min(payload, rest.Length);
            Span<byte> pdu = output.GetSpan(PduWriter.DataHeaderBytes + part);
            PduWriter.WriteDataHeader(pdu, contextId, isCommand: true, isLast: part == rest.Length, part);
            rest[..part].CopyTo(pdu[PduWriter.DataHeaderBytes..]);
            output.Advance(PduWriter.DataHeaderBytes + part);
            rest = rest[part..];
        }
    }

    /// <summary>Writes the PDUs of a data set that is whole in memory; nothing is flushed, nothing is written of an empty one.</summary>
    public static void WriteDataset(PipeWriter output, byte contextId, ReadOnlySpan<byte> dataset, uint peerMaxPduBytes)
    {
        int payload = PayloadBytes(peerMaxPduBytes);
        while (!dataset.IsEmpty)
        {
            int part = Math.Min(payload, dataset.Length);
            Span<byte> pdu = output.GetSpan(PduWriter.DataHeaderBytes + part);
            PduWriter.WriteDataHeader(pdu, contextId, isCommand: false, isLast: part == dataset.Length, part);
            dataset[..part].CopyTo(pdu[PduWriter.DataHeaderBytes..]);
            output.Advance(PduWriter.DataHeaderBytes + part);
            dataset = dataset[part..];
        }
    }

    /// <summary>How much of a message fits into one PDU for a peer that takes <paramref name="peerMaxPduBytes"/>; even, as PS3.8 E.1 asks of fragments, and at least 2.</summary>
    public static int PayloadBytes(uint peerMaxPduBytes) => (int)Math.Clamp((long)peerMaxPduBytes - 6, 2, MaxPayloadBytes) & ~1;

    /// <summary>PDUs sent are no longer than this, also to peers that take more: beyond it nothing is gained.</summary>
    private const int MaxPayloadBytes = 256 * 1024;
}
