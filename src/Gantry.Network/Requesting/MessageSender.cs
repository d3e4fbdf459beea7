using System.IO.Pipelines;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;

namespace Gantry.Network.Requesting;

/// <summary>Sends one message: the command, then the data set read straight into the transport's buffers, one P-DATA-TF at a time.</summary>
internal static class MessageSender
{
    /// <summary>False when the data set is shorter than said, or the transport has ended.</summary>
    public static async ValueTask<bool> SendAsync(
        PipeWriter output, byte contextId, CommandSet command, Stream? dataset, long length, uint peerMaxPduBytes, CancellationToken cancellationToken)
    {
        MessageWriter.WriteCommand(output, contextId, command, peerMaxPduBytes);
        int payload = MessageWriter.PayloadBytes(peerMaxPduBytes);
        bool whole = dataset is null;
        while (!whole)
        {
            int part = (int)Math.Min(payload, length);
            Memory<byte> pdu = output.GetMemory(PduWriter.DataHeaderBytes + part);
            if (await dataset!.ReadAtLeastAsync(pdu.Slice(PduWriter.DataHeaderBytes, part), part, throwOnEndOfStream: false, cancellationToken) < part)
            {
                return false;
            }

            length -= part;
            whole = length == 0;
            PduWriter.WriteDataHeader(pdu.Span, contextId, isCommand: false, isLast: whole, part);
            output.Advance(PduWriter.DataHeaderBytes + part);
            if ((await output.FlushAsync(cancellationToken)).IsCompleted)
            {
                return false;
            }
        }

        return dataset is not null || !(await output.FlushAsync(cancellationToken)).IsCompleted;
    }
}
