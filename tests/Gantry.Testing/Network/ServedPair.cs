using Gantry.Dicom;
using Gantry.Network.Acceptance;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services;
using Gantry.Network.Services.Storage;

namespace Gantry.Testing.Network;

/// <summary>An association in memory between our own requestor and our own acceptor.</summary>
public sealed class ServedPair : IAsyncDisposable
{
    private readonly AssociationAcceptor acceptor;
    private readonly Task<AssociationReport> running;

    private ServedPair(RequestedAssociation requestor, AssociationAcceptor acceptor, Task<AssociationReport> running) =>
        (Requestor, this.acceptor, this.running) = (requestor, acceptor, running);

    public RequestedAssociation Requestor { get; }

    /// <param name="services">What the acceptor serves besides Verification.</param>
    /// <param name="contexts">What the requestor proposes: contexts 1, 3, 5 ... with both uncompressed transfer syntaxes.</param>
    /// <param name="permits">What the requestor may do; all where null.</param>
    /// <param name="change">Changes how the requestor asks.</param>
    /// <param name="operations">The asynchronous operations window of the acceptor.</param>
    public static async Task<ServedPair> ConnectAsync(
        IReadOnlyList<IServiceScp> services, IReadOnlyList<string> contexts, AdmissionAnswer? permits = null, Func<RequestorOptions, RequestorOptions>? change = null, ushort operations = 16)
    {
        LoopbackPair connection = new();
        AcceptorSettings settings = new() { Storage = new NoStorage(), Services = services, Negotiation = StorageCapability.Negotiation(operations, 65_536, services), MaxRequestBytes = 100_000 };
        AssociationAcceptor acceptor = new(connection.Acceptor, null, settings, (_, _) => ValueTask.FromResult(permits ?? AdmissionAnswer.Unlimited));
        Task<AssociationReport> running = WithoutContext.Run(() => acceptor.RunAsync(CancellationToken.None, CancellationToken.None));
        RequestorOptions options = new() { CalledAe = AeTitle.Parse("SCP"), CallingAe = AeTitle.Parse("SCU") };
        PresentationContextProposal[] proposals =
            [.. contexts.Select((c, i) => new PresentationContextProposal((byte)((2 * i) + 1), c, [TransferSyntax.ExplicitVrLittleEndian.Uid, TransferSyntax.ImplicitVrLittleEndian.Uid]))];
        RequestOutcome outcome = await AssociationRequestor.RequestAsync(connection.Requestor, change?.Invoke(options) ?? options, proposals, CancellationToken.None);
        return new ServedPair(((RequestOutcome.Accepted)outcome).Association, acceptor, running);
    }

    /// <summary>Releases and tells how the acceptor saw it.</summary>
    public async Task<AssociationReport> ReleaseAsync()
    {
        await Requestor.ReleaseAsync(CancellationToken.None);
        await Requestor.DisposeAsync();
        return await running;
    }

    public async ValueTask DisposeAsync()
    {
        await Requestor.DisposeAsync();
        await running;
        await acceptor.DisposeAsync();
    }

    private sealed class NoStorage : IStorageScp
    {
        public StorageSink Open(StoreRequest request) => throw new NotSupportedException();
    }
}
