using System.Buffers;
using System.IO.Pipelines;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Requesting;

/// <summary>Sends one message: the command, then the data set read straight into the transport's buffers.</summary>
internal static class MessageSender
{
    /// <summary>Flushed when so much is gathered, whatever the peer's PDU size: a system call for each small PDU would cost more than the bytes.</summary>
    private const int FlushBytes = 256 * 1024;

    /// <summary>Read at a time, where the pipe's blocks hold so much.</summary>
    private const int PieceBytes = 256 * 1024;

    /// <summary>False when the data set is shorter than said, or the transport has ended.</summary>
    /// <param name="flush">Flushes the output; false when the transport has ended.</param>
    public static async ValueTask<bool> SendAsync(
        PipeWriter output, byte contextId, CommandSet command, Stream? dataset, long length, uint peerMaxPduBytes, Func<PipeWriter, ValueTask<bool>> flush, CancellationToken cancellationToken)
    {
        MessageWriter.WriteCommand(output, contextId, command, peerMaxPduBytes);
        if (dataset is IDatasetPieces pieces && length > 0)
        {
            return await SendPiecesAsync(output, contextId, pieces, length, peerMaxPduBytes, flush, cancellationToken);
        }

        int payload = MessageWriter.PayloadBytes(peerMaxPduBytes);
        int unflushed = 0;
        bool whole = dataset is null;
        while (!whole)
        {
            int part = (int)Math.Min(payload, length);
            length -= part;
            whole = length == 0;
            PduWriter.WriteDataHeader(output.GetSpan(PduWriter.DataHeaderBytes), contextId, isCommand: false, isLast: whole, part);
            output.Advance(PduWriter.DataHeaderBytes);
            for (int left = part; left > 0;)
            {
                Memory<byte> piece = output.GetMemory(Math.Min(left, 4096));
                piece = piece[..Math.Min(Math.Min(left, PieceBytes), piece.Length)];
                if (await dataset!.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken) < piece.Length)
                {
                    return false;
                }

                output.Advance(piece.Length);
                left -= piece.Length;
                unflushed += piece.Length;
            }

            if (unflushed >= FlushBytes && !whole)
            {
                unflushed = 0;
                if (!await flush(output))
                {
                    return false;
                }
            }
        }

        return await flush(output);
    }

    /// <summary>The data set goes out from its owner's memory: a flush for each of its pieces.</summary>
    private static async ValueTask<bool> SendPiecesAsync(
        PipeWriter output, byte contextId, IDatasetPieces pieces, long length, uint peerMaxPduBytes, Func<PipeWriter, ValueTask<bool>> flush, CancellationToken cancellationToken)
    {
        int payload = MessageWriter.PayloadBytes(peerMaxPduBytes);
        int left = 0;
        while (length > 0)
        {
            ReadOnlyMemory<byte> piece = await pieces.NextAsync(cancellationToken);
            if (piece.IsEmpty)
            {
                return false;
            }

            for (piece = piece[..(int)Math.Min(piece.Length, length)]; !piece.IsEmpty;)
            {
                if (left == 0)
                {
                    left = (int)Math.Min(payload, length);
                    PduWriter.WriteDataHeader(output.GetSpan(PduWriter.DataHeaderBytes), contextId, isCommand: false, isLast: left == length, left);
                    output.Advance(PduWriter.DataHeaderBytes);
                }

                int taken = Math.Min(left, piece.Length);
                Append(output, piece[..taken]);
                piece = piece[taken..];
                left -= taken;
                length -= taken;
            }

            if (!await flush(output))
            {
                return false;
            }
        }

        await pieces.NextAsync(cancellationToken);
        return true;
    }

    private static void Append(PipeWriter output, ReadOnlyMemory<byte> bytes)
    {
        if (output is SocketOutput socket)
        {
            socket.Append(bytes);
        }
        else
        {
            output.Write(bytes.Span);
        }
    }
}
