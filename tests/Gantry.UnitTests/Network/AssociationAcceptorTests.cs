using System.Net;
using Gantry.Archive;
using Gantry.Archive.Ingest;
using Gantry.Dicom;
using Gantry.Network.Acceptance;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Services.Storage;
using Gantry.Network.UpperLayer;
using Gantry.Server.Dimse;
using Gantry.Testing.Network;
using Xunit;
using Eventually = Gantry.Testing.Eventually;

namespace Gantry.UnitTests.Network;

/// <summary>The acceptor against a peer that follows a script.</summary>
public sealed class AssociationAcceptorTests : IAsyncDisposable
{
    private const string Ct = "1.2.840.10008.5.1.4.1.1.2";
    private const string Verification = "1.2.840.10008.1.1";
    private static readonly TimeSpan Patience = Eventually.Patience;
    private readonly ScriptedPeer peer = new();
    private readonly ManualTime time = new();
    private readonly CollectingIntake intake = new();
    private readonly DimseMetrics metrics = new();
    private readonly CancellationTokenSource drain = new();
    private readonly AssociationAcceptor acceptor;
    private readonly Task<AssociationReport> running;
    private AssociateReject? rejection;

    public AssociationAcceptorTests()
    {
        acceptor = new AssociationAcceptor(
            peer.Transport,
            new IPEndPoint(IPAddress.Loopback, 1),
            new AcceptorSettings
            {
                Storage = new ArchiveStorageScp(intake, metrics, time),
                Negotiation = StorageCapability.Negotiation(16, 65_536),
                Limits = new AssociationLimits { MaxPduBytes = 65_536, Artim = TimeSpan.FromSeconds(30), Idle = TimeSpan.FromSeconds(600), Stall = TimeSpan.FromSeconds(60) },
                Time = time,
            },
            (_, _) => ValueTask.FromResult(new AdmissionAnswer { Reject = rejection }));
        running = WithoutContext.Run(() => acceptor.RunAsync(drain.Token, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        await peer.VanishAsync();
        await running.WaitAsync(Patience);
        await acceptor.DisposeAsync();
        drain.Dispose();
        metrics.Dispose();
    }

    [Fact]
    public async Task Echo_and_release()
    {
        AssociateAccept accept = await peer.AssociateAsync(ScriptedPeer.Context(1, Verification));
        Assert.Equal(ContextResult.Acceptance, accept.Contexts[0].Result);
        await peer.SendAsync(ScriptedPeer.Command(1, new CommandSet { Field = CommandField.CEchoRequest, AffectedSopClassUid = Verification, MessageId = 9 }));
        CommandSet response = await peer.ReceiveCommandAsync();
        Assert.Equal((CommandField.CEchoResponse, (ushort?)9, (ushort?)0), (response.Field, response.RespondedMessageId, response.Status));
        await peer.SendAsync(PduWriter.WriteReleaseRequest);
        Assert.Equal(PduType.ReleaseResponse, (await peer.ReceiveAsync())!.Value.Type);
        await peer.VanishAsync();
        Assert.Equal(AssociationEnd.Released, (await running.WaitAsync(Patience)).End);
    }

    [Fact]
    public async Task A_data_set_in_any_pieces_is_stored_as_it_is()
    {
        await peer.AssociateAsync(ScriptedPeer.Context(3, Ct));
        byte[] dataset = new byte[5000];
        Random random = new(1);
        random.NextBytes(dataset);
        byte[] command = CommandSetTests.Write(Store("1.2.3", 1));
        List<byte> bytes = [.. ScriptedPeer.Data(3, true, false, command.AsSpan(0, 20)), .. ScriptedPeer.Data(3, true, true, command.AsSpan(20))];
        for (int at = 0; at < dataset.Length; at += 1000)
        {
            bytes.AddRange(ScriptedPeer.Data(3, false, at == 4000, dataset.AsSpan(at, 1000)));
        }

        for (int at = 0; at < bytes.Count;)
        {
            int part = Math.Min(random.Next(1, 700), bytes.Count - at);
            await peer.SendAsync(bytes.GetRange(at, part).ToArray());
            at += part;
        }

        Assert.Equal((ushort)0, (await peer.ReceiveCommandAsync()).Status);
        CollectedInstance instance = Assert.Single(intake.Instances);
        Assert.Equal(dataset, instance.Dataset.ToArray());
        Assert.Equal((Ct, "1.2.3", "PEER"), (instance.SopClassUid, instance.SopInstanceUid, instance.Source.CallingAe));
    }

    [Fact]
    public async Task With_a_window_answers_come_as_operations_complete()
    {
        Dictionary<string, TaskCompletionSource<StoreOutcome>> outcomes = new() { ["1.1"] = new(), ["1.2"] = new() };
        intake.Answer = async i => await outcomes[i.SopInstanceUid].Task;
        await peer.AssociateAsync(ScriptedPeer.Context(1, Ct));
        await StoreAsync("1.1", 1);
        await StoreAsync("1.2", 2);
        outcomes["1.2"].SetResult(new StoreOutcome.Refused(RefusalReason.StoreFull, "full"));
        CommandSet first = await peer.ReceiveCommandAsync();
        Assert.Equal(((ushort?)2, (ushort?)0xA700), (first.RespondedMessageId, first.Status));
        await peer.SendAsync(PduWriter.WriteReleaseRequest);
        outcomes["1.1"].SetResult(Stored("1.1"));
        Assert.Equal(((ushort?)1, (ushort?)0), await AnswerAsync());
        Assert.Equal(PduType.ReleaseResponse, (await peer.ReceiveAsync())!.Value.Type);
    }

    [Fact]
    public async Task A_message_ID_in_use_is_refused_for_itself()
    {
        TaskCompletionSource<StoreOutcome> outcome = new();
        intake.Answer = async _ => await outcome.Task;
        await peer.AssociateAsync(ScriptedPeer.Context(1, Ct));
        await StoreAsync("1.1", 1);
        await StoreAsync("1.2", 1);
        Assert.Equal(((ushort?)1, (ushort?)DimseStatus.DuplicateInvocation), await AnswerAsync());
        WithoutContext.Run(() => outcome.SetResult(Stored("1.1")));
        Assert.Equal(((ushort?)1, (ushort?)0), await AnswerAsync());
    }

    [Fact]
    public async Task What_is_not_served_is_answered_and_the_association_lives()
    {
        await peer.AssociateAsync(ScriptedPeer.Context(1, Ct), ScriptedPeer.Context(3, Verification));
        await peer.SendAsync(ScriptedPeer.Command(1, new CommandSet { Field = CommandField.CFindRequest, AffectedSopClassUid = Ct, MessageId = 1, HasDataset = true }));
        Assert.Equal(((ushort?)1, (ushort?)0x0211), await AnswerAsync());
        await peer.SendAsync(ScriptedPeer.Data(1, false, true, [1, 2]));
        await peer.SendAsync(ScriptedPeer.Command(1, new CommandSet { Field = CommandField.NGetRequest, RequestedSopClassUid = Ct, RequestedSopInstanceUid = "1.2", MessageId = 2 }));
        Assert.Equal(((ushort?)2, (ushort?)0x0112), await AnswerAsync());
        await peer.SendAsync(ScriptedPeer.Command(1, new CommandSet { Field = CommandField.NActionRequest, RequestedSopClassUid = "1.9", RequestedSopInstanceUid = "1.2", ActionTypeId = 1, MessageId = 3 }));
        Assert.Equal(((ushort?)3, (ushort?)0x0118), await AnswerAsync());
        await peer.SendAsync(ScriptedPeer.Command(1, Store("not a uid", 4)));
        Assert.Equal(((ushort?)4, (ushort?)0x0117), await AnswerAsync());
        await peer.SendAsync(ScriptedPeer.Data(1, false, true, [1, 2]));
        await peer.SendAsync(ScriptedPeer.Command(3, Store("1.2", 5)));
        Assert.Equal(((ushort?)5, (ushort?)0x0211), await AnswerAsync());
        await peer.SendAsync(ScriptedPeer.Data(3, false, true, [1, 2]));
        await StoreAsync("1.2", 6);
        Assert.Equal(((ushort?)6, (ushort?)0), await AnswerAsync());
        Assert.Single(intake.Instances);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", AbortSource.ServiceUser, AbortReason.NotSpecified)] // Sta2: AA-1
    public async Task Garbage_instead_of_a_request_is_aborted(string text, AbortSource source, AbortReason reason)
    {
        await peer.SendAsync(System.Text.Encoding.ASCII.GetBytes(text));
        Assert.Equal(new AbortPdu(source, reason), await AbortAsync());
        time.Advance(TimeSpan.FromSeconds(31));
        await running.WaitAsync(Patience);
    }

    [Theory]
    [InlineData("0900000000040000", AbortReason.UnrecognizedPdu)]
    [InlineData("0400FFFFFFFF", AbortReason.InvalidParameterValue)] // 4 GB
    [InlineData("040000000006000000020503", AbortReason.InvalidParameterValue)] // a context that was not accepted
    [InlineData("06000000000400000000", AbortReason.UnexpectedPdu)] // A-RELEASE-RP that nobody asked for
    [InlineData("040000000008000000040100ABCD", AbortReason.InvalidParameterValue)] // a data set without a command
    public async Task What_breaks_the_protocol_is_aborted_by_the_provider_with_its_reason(string hex, AbortReason reason)
    {
        await peer.AssociateAsync(ScriptedPeer.Context(1, Ct));
        await peer.SendAsync(Convert.FromHexString(hex));
        Assert.Equal(new AbortPdu(AbortSource.ServiceProvider, reason), await AbortAsync());
        await peer.SendAsync(ScriptedPeer.Data(1, true, true, new byte[50]));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(AssociationEnd.AbortedByUs, (await running.WaitAsync(Patience)).End);
    }

    [Fact]
    public async Task A_second_request_is_unexpected()
    {
        await peer.AssociateAsync(ScriptedPeer.Context(1, Ct));
        await peer.SendAsync(o => PduWriter.WriteAssociateRequest(o, ScriptedPeer.Request(ScriptedPeer.Context(1, Ct))));
        Assert.Equal(new AbortPdu(AbortSource.ServiceProvider, AbortReason.UnexpectedPdu), await AbortAsync());
    }

    [Fact]
    public async Task A_rejection_carries_its_reason_and_the_transport_is_closed_in_time()
    {
        rejection = AssociateReject.CallingAeNotRecognized;
        await peer.SendAsync(o => PduWriter.WriteAssociateRequest(o, ScriptedPeer.Request(ScriptedPeer.Context(1, Ct))));
        (PduType type, byte[] body) = (await peer.ReceiveAsync())!.Value;
        Assert.Equal(PduType.AssociateReject, type);
        Assert.Equal([0, 1, 1, 3], body);
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(AssociationEnd.Rejected, (await running.WaitAsync(Patience)).End);
    }

    [Fact]
    public async Task Another_application_context_or_protocol_version_is_rejected()
    {
        AssociateRequest request = ScriptedPeer.Request(ScriptedPeer.Context(1, Ct)) with { ProtocolVersion = 2 };
        await peer.SendAsync(o => PduWriter.WriteAssociateRequest(o, request));
        Assert.Equal([0, 1, 2, 2], (await peer.ReceiveAsync())!.Value.Body);
    }

    [Fact]
    public async Task A_requestor_that_says_nothing_or_drips_is_cut_off_by_ARTIM()
    {
        await peer.SendAsync(new byte[] { 1, 0, 0, 0, 1, 0 });
        time.Advance(TimeSpan.FromSeconds(20));
        await peer.SendAsync(new byte[] { 0 });
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(AssociationEnd.NeverRequested, (await running.WaitAsync(Patience)).End);
    }

    [Fact]
    public async Task A_PDU_that_drips_is_cut_off_though_bytes_keep_coming()
    {
        await peer.AssociateAsync(ScriptedPeer.Context(1, Ct));
        await peer.SendAsync(ScriptedPeer.Command(1, Store("1.2", 1)));
        byte[] data = ScriptedPeer.Data(1, false, true, new byte[100]);
        await peer.SendAsync(data.AsMemory(0, 20));
        for (int i = 0; i < 7; i++)
        {
            time.Advance(TimeSpan.FromSeconds(9));
            await peer.SendAsync(data.AsMemory(20 + i, 1));
        }

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new AbortPdu(AbortSource.ServiceUser, AbortReason.NotSpecified), await AbortAsync());
        time.Advance(TimeSpan.FromSeconds(31));
        await running.WaitAsync(Patience);
        await acceptor.DisposeAsync();
        Assert.Equal(1, intake.Abandoned);
        Assert.Empty(intake.Instances);
    }

    [Fact]
    public async Task An_idle_association_is_aborted()
    {
        await peer.AssociateAsync(ScriptedPeer.Context(1, Ct));
        time.Advance(TimeSpan.FromSeconds(601));
        Assert.Equal(AbortSource.ServiceUser, (await AbortAsync()).Source);
        await peer.VanishAsync();
        Assert.Equal(AssociationEnd.Idle, (await running.WaitAsync(Patience)).End);
    }

    [Theory]
    [InlineData(0)] // before the request
    [InlineData(1)] // associated
    [InlineData(2)] // after a command
    [InlineData(3)] // inside a data set
    public async Task A_peer_that_vanishes_leaves_nothing_behind(int after)
    {
        if (after > 0)
        {
            await peer.AssociateAsync(ScriptedPeer.Context(1, Ct));
        }

        if (after > 1)
        {
            await peer.SendAsync(ScriptedPeer.Command(1, Store("1.2", 1)));
        }

        if (after > 2)
        {
            await peer.SendAsync(ScriptedPeer.Data(1, false, false, new byte[100]));
        }

        await peer.VanishAsync();
        Assert.Equal(after == 0 ? AssociationEnd.NeverRequested : AssociationEnd.ConnectionLost, (await running.WaitAsync(Patience)).End);
        await acceptor.DisposeAsync();
        Assert.Equal(after > 1 ? 1 : 0, intake.Abandoned);
        Assert.Empty(intake.Instances);
    }

    [Fact]
    public async Task The_peers_abort_ends_it()
    {
        await peer.AssociateAsync(ScriptedPeer.Context(1, Ct));
        await peer.SendAsync(o => PduWriter.WriteAbort(o, new AbortPdu(AbortSource.ServiceUser, AbortReason.NotSpecified)));
        Assert.Equal(AssociationEnd.AbortedByPeer, (await running.WaitAsync(Patience)).End);
    }

    [Fact]
    public async Task Draining_finishes_what_is_in_flight_and_then_releases()
    {
        TaskCompletionSource<StoreOutcome> outcome = new();
        intake.Answer = async _ => await outcome.Task;
        await peer.AssociateAsync(ScriptedPeer.Context(1, Ct));
        await peer.SendAsync(ScriptedPeer.Command(1, Store("1.2", 1)));
        await drain.CancelAsync();
        await peer.SendAsync(ScriptedPeer.Data(1, false, true, new byte[100]));
        WithoutContext.Run(() => outcome.SetResult(Stored("1.2")));
        Assert.Equal(((ushort?)1, (ushort?)0), await AnswerAsync());
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReceiveAsync())!.Value.Type);
        await peer.SendAsync(PduWriter.WriteReleaseResponse);
        Assert.Equal(AssociationEnd.Drained, (await running.WaitAsync(Patience)).End);
    }

    [Fact]
    public async Task A_release_collision_is_resolved_as_the_acceptor_does()
    {
        await peer.AssociateAsync(ScriptedPeer.Context(1, Ct));
        await drain.CancelAsync();
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReceiveAsync())!.Value.Type);
        await peer.SendAsync(PduWriter.WriteReleaseRequest); // crosses ours: Sta10
        await peer.SendAsync(PduWriter.WriteReleaseResponse); // Sta12
        Assert.Equal(PduType.ReleaseResponse, (await peer.ReceiveAsync())!.Value.Type);
    }

    [Fact]
    public async Task A_peer_that_does_not_release_is_aborted_when_the_grace_is_over()
    {
        await peer.AssociateAsync(ScriptedPeer.Context(1, Ct));
        await drain.CancelAsync();
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReceiveAsync())!.Value.Type);
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(AbortSource.ServiceUser, (await AbortAsync()).Source);
    }

    private static CommandSet Store(string instance, ushort messageId) =>
        new() { Field = CommandField.CStoreRequest, AffectedSopClassUid = Ct, AffectedSopInstanceUid = instance, MessageId = messageId, Priority = 0, HasDataset = true };

    private static StoreOutcome.Stored Stored(string instance) => new(new InstanceIdentity(StudyUid.Parse("1"), SeriesUid.Parse("1"), InstanceUid.Parse(instance), Ct));

    private async Task StoreAsync(string instance, ushort messageId)
    {
        await peer.SendAsync(ScriptedPeer.Command(1, Store(instance, messageId)));
        await peer.SendAsync(ScriptedPeer.Data(1, false, true, new byte[20]));
    }

    private async Task<(ushort? MessageId, ushort? Status)> AnswerAsync()
    {
        CommandSet response = await peer.ReceiveCommandAsync().WaitAsync(Patience);
        return (response.RespondedMessageId, response.Status);
    }

    private async Task<AbortPdu> AbortAsync()
    {
        (PduType type, byte[] body) = (await peer.ReceiveAsync().WaitAsync(Patience))!.Value;
        Assert.Equal(PduType.Abort, type);
        return PduReader.ReadAbort(body);
    }
}
