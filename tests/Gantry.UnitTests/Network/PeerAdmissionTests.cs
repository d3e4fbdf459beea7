using System.Net;
using Gantry.Archive.Peers;
using Gantry.Dicom;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Server.Dimse;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.UnitTests.Network;

public sealed class PeerAdmissionTests
{
    private static readonly Peer Ct = new() { Name = "CT", AeTitle = AeTitle.Parse("CT1"), Host = "10.0.0.5", Port = 104, Rights = PeerRights.Store };

    [Theory]
    [InlineData("10.0.0.5", null)]
    [InlineData("::ffff:10.0.0.5", null)]
    [InlineData("10.0.0.6", "another address")]
    [InlineData("127.0.0.1", null)]
    public async Task A_peer_calls_from_its_host_or_from_where_the_policy_admits(string address, string? reason) =>
        Expect(reason, await DecideAsync(Ct, address));

    [Fact]
    public async Task A_peer_may_be_let_call_from_anywhere() => Expect(null, await DecideAsync(Ct with { AnyAddress = true }, "192.168.1.1"));

    [Theory]
    [InlineData("10.0.0.5")]
    [InlineData("127.0.0.1")]
    public async Task A_disabled_peer_is_refused_wherever_it_calls_from(string address) => Expect("is disabled", await DecideAsync(Ct with { IsDisabled = true }, address));

    [Fact]
    public async Task A_peer_bound_to_a_certificate_must_show_it()
    {
        Peer bound = Ct with { CertificateFingerprint = new string('a', 64) };
        Expect("has shown none", await DecideAsync(bound, "10.0.0.5"));
        Expect("not that of the peer", await DecideAsync(bound, "10.0.0.5", new string('b', 64)));
        Expect(null, await DecideAsync(bound, "10.0.0.5", new string('A', 64)));
    }

    [Fact]
    public async Task Who_is_not_registered_is_the_policys_to_admit()
    {
        Expect("no registered peer", await DecideAsync(Ct with { AeTitle = AeTitle.Parse("OTHER") }, "10.0.0.5"));
        AdmissionDecision local = await DecideAsync(null, "127.0.0.1");
        Expect(null, local);
        Assert.True(local.Permits(CommandField.CMoveRequest));
        Expect("no registered peer", await DecideAsync(null, "127.0.0.1", options: new DimseOptions { AdmitLocalPrograms = false }));
    }

    [Theory]
    [InlineData(CommandField.CStoreRequest, PeerRights.Store)]
    [InlineData(CommandField.NActionRequest, PeerRights.Store)]
    [InlineData(CommandField.CFindRequest, PeerRights.Query)]
    [InlineData(CommandField.CGetRequest, PeerRights.Retrieve)]
    [InlineData(CommandField.CMoveRequest, PeerRights.Retrieve)]
    public async Task Each_request_needs_its_right(CommandField field, PeerRights right)
    {
        Assert.True((await DecideAsync(Ct with { Rights = right }, "10.0.0.5")).Permits(field));
        Assert.False((await DecideAsync(Ct with { Rights = PeerRights.All & ~right }, "10.0.0.5")).Permits(field));
    }

    private static async Task<AdmissionDecision> DecideAsync(Peer? peer, string address, string? certificate = null, DimseOptions? options = null)
    {
        PeerAdmission admission = new(new Admission(options ?? new DimseOptions()), title => peer?.AeTitle.Value == title ? peer : null, new HostAddresses(new ManualTime()));
        return await admission.DecideAsync(new AssociateRequest("GANTRY", "CT1", [], new UserInformation()), new IPEndPoint(IPAddress.Parse(address), 1), certificate, CancellationToken.None);
    }

    private static void Expect(string? reason, AdmissionDecision decision)
    {
        Assert.Equal(reason is null ? null : AssociateReject.CallingAeNotRecognized, decision.Reject);
        Assert.Contains(reason ?? "", decision.Reason, StringComparison.Ordinal);
    }
}
