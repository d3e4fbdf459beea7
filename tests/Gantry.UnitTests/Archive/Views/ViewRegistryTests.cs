using Gantry.Archive.Peers;
using Gantry.Archive.Query;
using Gantry.Archive.Security;
using Gantry.Archive.Views;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.UnitTests.Archive.Views;

public sealed class ViewRegistryTests
{
    private static readonly Peer Reader = new() { Name = "Reader", AeTitle = AeTitle.Parse("READER"), Host = "h", Port = 104, Views = ["ct", "gone"] };
    private readonly MemoryPeerStore peerStore = new();
    private readonly MemoryViewStore viewStore = new();
    private readonly MemoryAuditLog audit = new();

    [Theory]
    [InlineData("ct", "Modality=CT", null)]
    [InlineData("", "Modality=CT", "a name")]
    [InlineData("a/b", "Modality=CT", "a name")]
    [InlineData("ct", null, "at least one")]
    [InlineData("ct", "NoSuchThing=CT", "neither a keyword nor a tag")]
    [InlineData("ct", "KVP=120", "the index holds no KVP")]
    [InlineData("ct", "InstanceNumber=1", "the index holds no InstanceNumber")]
    [InlineData("ct", "NumberOfStudyRelatedSeries=1", "the index holds no")]
    [InlineData("ct", "StudyDate=-5d", "not a range of dates")]
    public async Task A_view_is_kept_where_the_index_can_tell_it(string name, string? condition, string? fault)
    {
        ArchiveView view = new() { Name = name, Conditions = condition is null ? [] : [AttributeCondition.Parse(condition)!] };
        ViewOutcome outcome = await Views().PutAsync(view, Caller.CommandLine, CancellationToken.None);
        if (fault is null)
        {
            Assert.IsType<ViewOutcome.Done>(outcome);
            Assert.NotNull(viewStore.Find(name));
        }
        else
        {
            Assert.Contains(fault, Assert.IsType<ViewOutcome.Refused>(outcome).Reason, StringComparison.Ordinal);
            Assert.Empty(viewStore.List());
        }
    }

    [Fact]
    public async Task A_view_that_a_peer_has_stays()
    {
        await PutAsync("CT", "Modality=CT");
        peerStore.Add(Reader);
        Assert.Equal("Reader", Assert.IsType<ViewOutcome.InUse>(await Views().RemoveAsync("ct", Caller.CommandLine, CancellationToken.None)).Peer);
        peerStore.Remove("Reader");
        Assert.IsType<ViewOutcome.Done>(await Views().RemoveAsync("ct", Caller.CommandLine, CancellationToken.None));
        Assert.IsType<ViewOutcome.Unknown>(await Views().RemoveAsync("ct", Caller.CommandLine, CancellationToken.None));
    }

    [Fact]
    public async Task A_peer_sees_what_is_in_any_of_its_views_and_nothing_by_one_that_is_gone()
    {
        Assert.Null(Views().ScopeOf(null));
        Assert.Null(Views().ScopeOf(Reader with { Views = [] }));
        Assert.False(Sees("CT"));
        await PutAsync("CT", "Modality=CT");
        Assert.True(Sees("CT"));
        Assert.False(Sees("MR"));
        await PutAsync("Gone", "Modality=MR");
        Assert.True(Sees("MR"));
        Assert.False(Sees(""));

        bool Sees(string modality) => Views().ScopeOf(Reader)!.Includes(tag => tag == Tags.Modality ? modality : null, () => null);
    }

    [Fact]
    public async Task A_peer_takes_only_views_that_there_are()
    {
        PeerRegistry peers = new(peerStore, viewStore, audit, TimeProvider.System);
        Assert.IsType<PeerOutcome.Refused>(await peers.AddAsync(Reader, Caller.CommandLine, CancellationToken.None));
        await PutAsync("CT", "Modality=CT");
        Assert.IsType<PeerOutcome.Done>(await peers.AddAsync(Reader with { Views = ["CT"] }, Caller.CommandLine, CancellationToken.None));
    }

    [Fact]
    public void Days_bound_the_search_only_where_every_view_has_them()
    {
        ArchiveView late = new() { Name = "late", Conditions = [AttributeCondition.Parse("StudyDate=20240101-20240630")!] };
        ArchiveView later = new() { Name = "later", Conditions = [AttributeCondition.Parse("StudyDate=20240301-")!] };
        ArchiveView ct = new() { Name = "ct", Conditions = [AttributeCondition.Parse("Modality=CT")!] };
        Assert.Equal((new DateOnly(2024, 1, 1), new DateOnly(2024, 6, 30)), (Scope(late).FirstDay, Scope(late).LastDay));
        Assert.Equal((new DateOnly(2024, 1, 1), null), (Scope(late, later).FirstDay, Scope(late, later).LastDay));
        Assert.Equal((null, null), (Scope(late, ct).FirstDay, Scope(late, ct).LastDay));
        Assert.True(Scope(late).IsByStudy);
        Assert.False(Scope(late, ct).IsByStudy);

        static ViewScope Scope(params ArchiveView[] views) => new(views, default);
    }

    private ViewRegistry Views() => new(viewStore, peerStore, audit, TimeProvider.System);

    private async Task PutAsync(string name, string condition) =>
        Assert.IsType<ViewOutcome.Done>(await Views().PutAsync(new ArchiveView { Name = name, Conditions = [AttributeCondition.Parse(condition)!] }, Caller.CommandLine, CancellationToken.None));
}
