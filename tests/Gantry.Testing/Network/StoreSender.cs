using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gantry.Dicom;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.UpperLayer;

namespace Gantry.Testing.Network;

/// <summary>A Storage SCU on one association with the running program; each data set goes out byte for byte.</summary>
public sealed class StoreSender : IAsyncDisposable
{
    public const string Verification = "1.2.840.10008.1.1";

    private readonly RequestedAssociation association;

    private StoreSender(RequestedAssociation association) => this.association = association;

    /// <summary>Proposes a presentation context for each kind among the files (at most 127) and one for Verification.</summary>
    /// <param name="around">Puts a stream of the test's own around the connection; null for none.</param>
    /// <param name="callingAe">As whom.</param>
    public static async Task<StoreSender> OpenAsync(GantryProcess gantry, IEnumerable<StorableFile> files, ushort operations = 1, Func<Stream, Stream>? around = null, string callingAe = "TESTER")
    {
        RequestorOptions options = new() { CalledAe = AeTitle.Parse(gantry.AeTitle), CallingAe = AeTitle.Parse(callingAe), Operations = operations };
        List<PresentationContextProposal> contexts = [.. files.Select(f => (f.SopClassUid, f.Syntax)).Distinct().Select((k, i) => new PresentationContextProposal((byte)((2 * i) + 3), k.SopClassUid, [k.Syntax]))];
        contexts.Insert(0, new PresentationContextProposal(1, Verification, [TransferSyntax.ImplicitVrLittleEndian.Uid]));
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", gantry.DicomPort);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        RequestOutcome outcome = await AssociationRequestor.RequestAsync(around?.Invoke(stream) ?? stream, options, contexts, CancellationToken.None);
        return outcome is RequestOutcome.Accepted accepted ? new StoreSender(accepted.Association) : throw new InvalidOperationException($"no association: {outcome}");
    }

    /// <summary>False where the server does not take the SOP class in the transfer syntax.</summary>
    public bool IsAccepted(StorableFile file) => Context(file) is not null;

    /// <summary>Null when the association ended before the answer.</summary>
    public async Task<CommandSet?> StoreAsync(StorableFile file)
    {
        MemoryMarshal.TryGetArray(file.Dataset, out ArraySegment<byte> bytes);
        using MemoryStream stream = new(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        return await association.StoreAsync(Context(file) ?? throw new InvalidOperationException("the presentation context is not accepted"), file.SopInstanceUid, stream, bytes.Count, CancellationToken.None);
    }

    public async Task<bool> EchoAsync() => await association.EchoAsync(CancellationToken.None) == DimseStatus.Success;

    public Task ReleaseAsync() => association.ReleaseAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => association.DisposeAsync();

    private AcceptedContext? Context(StorableFile file) => association.Contexts.FirstOrDefault(c => c.AbstractSyntax == file.SopClassUid && c.Syntax.Uid == file.Syntax);
}
