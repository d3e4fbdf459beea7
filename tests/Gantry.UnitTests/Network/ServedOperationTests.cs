using Gantry.Network.Acceptance;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Services;
using Gantry.Network.UpperLayer;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.UnitTests.Network;

/// <summary>What the dispatcher does around a service: windows, cancels, peers that vanish, services that fail.</summary>
public sealed class ServedOperationTests
{
    private const string Service = "1.2.840.10008.5.1.4.1.2.2.1";
    private static readonly TimeSpan Patience = Eventually.Patience;

    [Fact]
    public async Task While_an_operation_runs_the_association_is_read_on_and_cancels_get_through()
    {
        Waiting service = new();
        await using ServedPair pair = await ServedPair.ConnectAsync([service], [Service]);
        using CancellationTokenSource cancel = new();
        Task<List<DimseResponse>> responses = InvokeAsync(pair, cancel.Token);
        await service.Started.Task.WaitAsync(Patience);
        await cancel.CancelAsync();
        Assert.Equal(DimseStatus.Cancel, Assert.Single(await responses.WaitAsync(Patience)).Status);
    }

    [Fact]
    public async Task More_operations_than_were_negotiated_are_refused_for_themselves()
    {
        Waiting service = new();
        ScriptedPeer peer = new();
        await using AssociationAcceptor acceptor = Accept(peer, service);
        Task<AssociationReport> running = WithoutContext.Run(() => acceptor.RunAsync(CancellationToken.None, CancellationToken.None));
        AssociateRequest request = ScriptedPeer.Request(ScriptedPeer.Context(1, Service)) with { User = new UserInformation { MaxPduBytes = 16_384, ImplementationClassUid = "1.2.3" } };
        await peer.SendAsync(o => PduWriter.WriteAssociateRequest(o, request));
        await peer.ReceiveAsync();
        await SendFindAsync(peer, 1);
        await service.Started.Task.WaitAsync(Patience);
        await SendFindAsync(peer, 2);
        CommandSet refused = await peer.ReceiveCommandAsync();
        Assert.Equal(((ushort?)2, (ushort?)DimseStatus.ResourceLimitation), (refused.RespondedMessageId, refused.Status));
        await peer.SendAsync(ScriptedPeer.Command(1, new CommandSet { Field = CommandField.CCancelRequest, RespondedMessageId = 77 }));
        await peer.SendAsync(ScriptedPeer.Command(1, new CommandSet { Field = CommandField.CCancelRequest, RespondedMessageId = 1 }));
        CommandSet canceled = await peer.ReceiveCommandAsync();
        Assert.Equal(((ushort?)1, (ushort?)DimseStatus.Cancel), (canceled.RespondedMessageId, canceled.Status));
        await peer.VanishAsync();
        await running.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_that_aborts_or_vanishes_stops_what_runs_for_it(bool aborts)
    {
        Waiting service = new();
        ScriptedPeer peer = new();
        AssociationAcceptor acceptor = Accept(peer, service);
        Task<AssociationReport> running = WithoutContext.Run(() => acceptor.RunAsync(CancellationToken.None, CancellationToken.None));
        await peer.AssociateAsync(ScriptedPeer.Context(1, Service));
        await SendFindAsync(peer, 1);
        await service.Started.Task.WaitAsync(Patience);
        if (aborts)
        {
            await peer.SendAsync(o => PduWriter.WriteAbort(o, new AbortPdu(AbortSource.ServiceUser, AbortReason.NotSpecified)));
        }

        await peer.VanishAsync();
        Assert.Equal(aborts ? AssociationEnd.AbortedByPeer : AssociationEnd.ConnectionLost, (await running.WaitAsync(Patience)).End);
        await acceptor.DisposeAsync();
        Assert.True(service.WasStopped);
    }

    [Fact]
    public async Task A_service_that_fails_ends_the_association_at_once()
    {
        ScriptedPeer peer = new();
        AssociationAcceptor acceptor = Accept(peer, new Failing());
        Task<AssociationReport> running = WithoutContext.Run(() => acceptor.RunAsync(CancellationToken.None, CancellationToken.None));
        await peer.AssociateAsync(ScriptedPeer.Context(1, Service));
        await SendFindAsync(peer, 1);
        Assert.Equal(PduType.Abort, (await peer.ReceiveAsync().WaitAsync(Patience))?.Type);
        await Assert.ThrowsAsync<InvalidOperationException>(() => running.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_response_to_nothing_is_a_breach()
    {
        ScriptedPeer peer = new();
        await using AssociationAcceptor acceptor = Accept(peer, new Waiting());
        Task<AssociationReport> running = WithoutContext.Run(() => acceptor.RunAsync(CancellationToken.None, CancellationToken.None));
        await peer.AssociateAsync(ScriptedPeer.Context(1, Service));
        await peer.SendAsync(ScriptedPeer.Command(1, new CommandSet { Field = CommandField.CStoreResponse, RespondedMessageId = 1, Status = 0 }));
        Assert.Equal(PduType.Abort, (await peer.ReceiveAsync().WaitAsync(Patience))?.Type);
        await peer.VanishAsync();
        Assert.Equal(AssociationEnd.AbortedByUs, (await running.WaitAsync(Patience)).End);
    }

    [Fact]
    public async Task Who_invokes_learns_that_the_peer_vanished()
    {
        Waiting service = new();
        ServedPair pair = await ServedPair.ConnectAsync([service], [Service]);
        Task<List<DimseResponse>> responses = InvokeAsync(pair, CancellationToken.None);
        await service.Started.Task.WaitAsync(Patience);
        await pair.DisposeAsync();
        Assert.Empty(await responses.WaitAsync(Patience));
        Assert.True(service.WasStopped);
    }

    private static AssociationAcceptor Accept(ScriptedPeer peer, IServiceScp service) => new(
        peer.Transport,
        null,
        new AcceptorSettings { Storage = null!, Services = [service], Negotiation = Gantry.Network.Services.Storage.StorageCapability.Negotiation(16, 65_536, service) },
        (_, _) => ValueTask.FromResult(AdmissionAnswer.Unlimited));

    private static async Task SendFindAsync(ScriptedPeer peer, ushort id)
    {
        await peer.SendAsync(ScriptedPeer.Command(1, new CommandSet { Field = CommandField.CFindRequest, AffectedSopClassUid = Service, MessageId = id, Priority = 0, HasDataset = true }));
        await peer.SendAsync(ScriptedPeer.Data(1, isCommand: false, isLast: true, [8, 0, 82, 0, (byte)'C', (byte)'S', 0, 0]));
    }

    private static async Task<List<DimseResponse>> InvokeAsync(ServedPair pair, CancellationToken cancel) => await pair.Requestor
        .InvokeManyAsync(pair.Requestor.Contexts[0], new CommandSet { Field = CommandField.CFindRequest, AffectedSopClassUid = Service, Priority = 0 }, new byte[8], cancel, CancellationToken.None).ToListAsync(CancellationToken.None);

    /// <summary>Answers when it is canceled, and not before.</summary>
    private sealed class Waiting : IServiceScp
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool WasStopped { get; private set; }

        public bool Negotiates(string sopClassUid) => sopClassUid == Service;

        public bool Performs(AcceptedContext context, CommandSet request) => request.Field == CommandField.CFindRequest;

        public async Task PerformAsync(ServedOperation operation, CancellationToken cancellationToken)
        {
            TaskCompletionSource canceled = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration asked = operation.Canceled.Register(canceled.SetResult);
            Started.TrySetResult();
            try
            {
                await canceled.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                WasStopped = true;
                throw;
            }

            await operation.RespondAsync(operation.Request.Respond(DimseStatus.Cancel), cancellationToken);
        }
    }

    private sealed class Failing : IServiceScp
    {
        public bool Negotiates(string sopClassUid) => sopClassUid == Service;

        public bool Performs(AcceptedContext context, CommandSet request) => true;

        public Task PerformAsync(ServedOperation operation, CancellationToken cancellationToken) => throw new NotSupportedException("broken");
    }
}
