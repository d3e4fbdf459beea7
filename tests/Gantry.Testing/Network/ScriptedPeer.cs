using System.Buffers;
using System.IO.Pipelines;
using Gantry.Dicom;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;

namespace Gantry.Testing.Network;

/// <summary>
/// The other end of an association under test, byte by byte: it may say anything, stop or vanish. Both directions run inline, so that what
/// was sent has been worked off when the send returns.
/// </summary>
public sealed class ScriptedPeer
{
    private readonly Pipe toSubject = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
    private readonly Pipe fromSubject = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));

    public ScriptedPeer() => Transport = new Duplex(toSubject.Reader, fromSubject.Writer);

    /// <summary>What the subject speaks on.</summary>
    public IDuplexPipe Transport { get; }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await WithoutContext.Run(() => toSubject.Writer.WriteAsync(bytes));

    public Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> bytes = new();
        write(bytes);
        return SendAsync(bytes.WrittenMemory);
    }

    /// <summary>The transport connection ends.</summary>
    public async Task VanishAsync() => await WithoutContext.Run(() => toSubject.Writer.CompleteAsync());

    /// <summary>The next PDU that the subject has sent; null when it has closed.</summary>
    public async Task<(PduType Type, byte[] Body)?> ReceiveAsync()
    {
        while (true)
        {
            ReadResult result = await fromSubject.Reader.ReadAsync();
            if (result.Buffer.Length >= 6)
            {
                byte[] header = result.Buffer.Slice(0, 6).ToArray();
                long whole = 6 + System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(2));
                if (result.Buffer.Length >= whole)
                {
                    byte[] body = result.Buffer.Slice(6, whole - 6).ToArray();
                    fromSubject.Reader.AdvanceTo(result.Buffer.GetPosition(whole));
                    return ((PduType)header[0], body);
                }
            }

            fromSubject.Reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    /// <summary>The next command set, which stands whole in one PDU.</summary>
    public async Task<CommandSet> ReceiveCommandAsync()
    {
        (PduType Type, byte[] Body)? pdu = await ReceiveAsync();
        return pdu is { Type: PduType.DataTransfer } data && CommandReader.TryRead(data.Body.AsSpan(6), out CommandSet? set, out _)
            ? set!
            : throw new InvalidDataException($"a command was expected, {pdu?.Type.ToString() ?? "the end"} came");
    }

    /// <summary>Associates and returns the answer.</summary>
    public async Task<AssociateAccept> AssociateAsync(params PresentationContextProposal[] contexts)
    {
        await SendAsync(o => PduWriter.WriteAssociateRequest(o, Request(contexts)));
        (PduType Type, byte[] Body)? answer = await ReceiveAsync();
        return answer is { Type: PduType.AssociateAccept } a && PduReader.TryReadAssociateAccept(a.Body, out AssociateAccept? accept, out _)
            ? accept!
            : throw new InvalidDataException($"an A-ASSOCIATE-AC was expected, {answer?.Type.ToString() ?? "the end"} came");
    }

    public static AssociateRequest Request(params PresentationContextProposal[] contexts) =>
        new("GANTRY", "PEER", contexts, new UserInformation { MaxPduBytes = 16_384, ImplementationClassUid = "1.2.3", AsyncOperations = new AsyncOperationsWindow(4, 1) });

    public static PresentationContextProposal Context(byte id, string abstractSyntax, params string[] syntaxes) =>
        new(id, abstractSyntax, syntaxes.Length > 0 ? syntaxes : [TransferSyntax.ExplicitVrLittleEndian.Uid]);

    public static byte[] Command(byte contextId, CommandSet set)
    {
        byte[] command = new byte[CommandWriter.MaxBytes(set)];
        return Data(contextId, isCommand: true, isLast: true, command.AsSpan(0, CommandWriter.Write(command, set)));
    }

    /// <summary>A P-DATA-TF PDU with one PDV.</summary>
    public static byte[] Data(byte contextId, bool isCommand, bool isLast, ReadOnlySpan<byte> payload)
    {
        byte[] pdu = new byte[PduWriter.DataHeaderBytes + payload.Length];
        PduWriter.WriteDataHeader(pdu, contextId, isCommand, isLast, payload.Length);
        payload.CopyTo(pdu.AsSpan(PduWriter.DataHeaderBytes));
        return pdu;
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
