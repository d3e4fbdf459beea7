using System.Buffers;
using System.Net;
using Gantry.Archive.Ingest;
using Gantry.Network.Pdu;
using Gantry.Network.Services.Storage;
using Gantry.Server.Dimse;
using Xunit;

namespace Gantry.UnitTests.Network;

public sealed class DimseServerTests
{
    [Theory]
    [InlineData("", "127.0.0.1", true)]
    [InlineData("", "::ffff:127.0.0.1", true)]
    [InlineData("", "::1", true)]
    [InlineData("", "10.0.0.5", false)]
    [InlineData("CT1", "10.0.0.5", true)]
    [InlineData("CT2", "10.0.0.5", false)]
    [InlineData("CT1@10.0.0.0/24", "10.0.0.5", true)]
    [InlineData("CT1@10.0.0.0/24", "::ffff:10.0.0.5", true)]
    [InlineData("CT1@10.0.1.0/24", "10.0.0.5", false)]
    [InlineData("@10.0.0.5", "10.0.0.5", true)]
    [InlineData("*@10.0.0.6", "10.0.0.5", false)]
    [InlineData("CT1", "127.0.0.1", true)]
    [InlineData("CT2", "127.0.0.1", false)]
    public void Peers_are_admitted_by_list_or_from_loopback(string rule, string address, bool admitted)
    {
        Admission admission = new(new DimseOptions { AllowedPeers = rule.Length > 0 ? [rule] : [] });
        Assert.Equal(admitted, admission.RefuseCalling("CT1", IPAddress.Parse(address)) is null);
    }

    [Fact]
    public void The_called_title_is_checked_unless_any_is_accepted()
    {
        Assert.NotNull(new Admission(new DimseOptions()).RefuseCalled("OTHER"));
        Assert.Null(new Admission(new DimseOptions()).RefuseCalled("GANTRY"));
        Assert.Null(new Admission(new DimseOptions { AcceptAnyCalledAe = true }).RefuseCalled("OTHER"));
    }

    [Fact]
    public void Options_name_every_fault()
    {
        Assert.Empty(new DimseOptions().Validate());
        Assert.Equal(5, new DimseOptions { AeTitle = "a\\b", Port = 70_000, MaxPduBytes = 1, AllowedPeers = ["@x"], ProxyProtocolFrom = ["lb"] }.Validate().Count);
    }

    [Fact]
    public void Some_beyond_the_limit_are_told_and_the_rest_closed()
    {
        AssociationSlots slots = new(max: 2, maxPerPeer: 2);
        List<SlotOutcome> outcomes = [.. Enumerable.Range(0, 40).Select(_ => slots.Enter(IPAddress.Loopback))];
        Assert.Equal((2, 32, 6), (outcomes.Count(o => o == SlotOutcome.Admitted), outcomes.Count(o => o == SlotOutcome.Refused), outcomes.Count(o => o == SlotOutcome.Closed)));
        Enumerable.Range(0, 34).ToList().ForEach(_ => slots.Leave(IPAddress.Loopback));
        Assert.Equal(0, slots.Count);
        Assert.Equal(SlotOutcome.Admitted, slots.Enter(IPAddress.Loopback));
    }

    [Theory]
    [InlineData(RefusalReason.Malformed, 0xC000)]
    [InlineData(RefusalReason.MissingIdentity, 0xA900)]
    [InlineData(RefusalReason.IdentityMismatch, 0xA900)]
    [InlineData(RefusalReason.Conflict, 0xC100)]
    [InlineData(RefusalReason.StoreFull, 0xA700)]
    [InlineData(RefusalReason.Unavailable, 0xA700)]
    [InlineData(RefusalReason.TooLarge, 0xA701)]
    public void Every_refusal_has_its_status_and_a_comment_that_is_an_LO(RefusalReason reason, int status)
    {
        StoreResult result = CStoreStatus.From(new StoreOutcome.Refused(reason, "a\\b\n" + new string('é', 100)));
        Assert.Equal(status, result.Status);
        Assert.InRange(result.Comment!.Length, 1, 64);
        Assert.DoesNotContain(result.Comment, c => c is '\\' or < ' ');
    }

    [Theory]
    [InlineData("PROXY TCP4 10.1.2.3 10.0.0.1 5000 104\r\nX", "10.1.2.3:5000", 39)]
    [InlineData("PROXY TCP6 2001:db8::1 ::1 5000 104\r\n", "[2001:db8::1]:5000", 37)]
    [InlineData("PROXY UNKNOWN\r\n", "", 15)]
    public void Version_1_is_read(string text, string source, int length)
    {
        Assert.Equal(ProxyHeaderStatus.Whole, Read(System.Text.Encoding.ASCII.GetBytes(text), out int headerBytes, out IPEndPoint? client));
        Assert.Equal((source, length), (client?.ToString() ?? "", headerBytes));
    }

    [Theory]
    [InlineData("0D0A0D0A000D0A515549540A 21 11 000C 0A010203 0A000001 1388 0068", "10.1.2.3:5000", 28)]
    [InlineData("0D0A0D0A000D0A515549540A 20 00 0000", "", 16)] // LOCAL
    [InlineData("0D0A0D0A000D0A515549540A 21 11 000F 0A010203 0A000001 1388 0068 040000", "10.1.2.3:5000", 31)] // with a TLV
    public void Version_2_is_read_however_it_arrives(string hex, string source, int length)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        for (int arrived = 0; arrived < length; arrived++)
        {
            Assert.Equal(ProxyHeaderStatus.NeedMoreData, Read(bytes[..arrived], out _, out _));
        }

        Assert.Equal(ProxyHeaderStatus.Whole, Read(bytes, out int headerBytes, out IPEndPoint? client));
        Assert.Equal((source, length), (client?.ToString() ?? "", headerBytes));
    }

    [Theory]
    [InlineData("0100000000D0")] // an A-ASSOCIATE-RQ
    [InlineData("0D0A0D0A000D0A515549540A2111FFFF")] // far too long
    [InlineData("0D0A0D0A000D0A515549540A211100040A010203")] // too short for its family
    [InlineData("50524F5859205443503420782079203120320D0A")] // PROXY TCP4 x y 1 2
    public void What_is_no_PROXY_header_is_told(string hex) =>
        Assert.Equal(ProxyHeaderStatus.Malformed, Read(Convert.FromHexString(hex), out _, out _));

    private static ProxyHeaderStatus Read(byte[] bytes, out int headerBytes, out IPEndPoint? source) => ProxyHeader.Read(new ReadOnlySequence<byte>(bytes), out headerBytes, out source);
}
